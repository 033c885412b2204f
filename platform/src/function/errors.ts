import { PlatformError } from '../errors/platform-error.ts'

/** A folder that should hold a function does not, or its handler cannot be built. The other functions go on. */
export class FunctionInvalidError extends PlatformError {
  readonly code = 'BONGHWA_FUNCTION_INVALID'

  constructor(where: string, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${where}: ${problem}.`, remedy, options)
  }
}

/** Nobody deployed a function of this name. */
export class FunctionUnknownError extends PlatformError {
  readonly code = 'BONGHWA_FUNCTION_UNKNOWN'

  constructor(name: string, known: readonly string[]) {
    super(
      `There is no function "${name}".`,
      known.length === 0 ? 'Deploy one first: `bonghwa up DIR`.' : `Choose one of: ${known.join(', ')}.`,
    )
  }
}
