import { PlatformError } from '../errors/platform-error.ts'

export interface ConfigProblem {
  /** 1-based; 0 when the file as a whole is meant. */
  readonly line: number
  /** Dotted path of the key, or empty. */
  readonly key: string
  readonly message: string
}

/** A file that a person wrote does not say what it must. Nothing of it was used. */
export class ConfigInvalidError extends PlatformError {
  readonly code = 'BONGHWA_CONFIG_INVALID'
  readonly file: string
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const where = ({ line, key, message }: ConfigProblem) =>
      `${file}${line > 0 ? `:${line}` : ''}: ${key === '' ? '' : `"${key}" `}${message}.`
    super(problems.map(where).join('\n'), 'Correct the file and start again.')
    this.file = file
    this.problems = problems
  }
}

/** Another process works on the same data directory. */
export class DataDirectoryBusyError extends PlatformError {
  readonly code = 'BONGHWA_DATA_BUSY'

  constructor(directory: string, options?: ErrorOptions) {
    super(
      `Another process is using the data directory ${directory}.`,
      'Stop it first, or choose another directory with --data DIR.',
      options,
    )
  }
}
