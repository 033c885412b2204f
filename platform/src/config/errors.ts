import { PlatformError } from '../errors/platform-error.ts'

/** A file that a person wrote does not say what it must. Nothing of it was used. */
export class ConfigInvalidError extends PlatformError {
  readonly code = 'BONGHWA_CONFIG_INVALID'

  /** @param problems each as `file:line key: what is wrong, what to write instead` */
  constructor(file: string, problems: readonly string[], options?: ErrorOptions) {
    const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`
    super(
      `The file ${file} has ${count}:\n${problems.map((problem) => `  ${problem}`).join('\n')}\n`,
      'Correct the lines named above.',
      options,
    )
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
