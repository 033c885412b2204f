import { PlatformError } from '../errors/platform-error.ts'

/** Nothing answers at the gateway's address, or something that is no gateway. */
export class GatewayUnreachableError extends PlatformError {
  readonly code = 'BONGHWA_GATEWAY_UNREACHABLE'

  constructor(server: string, options?: ErrorOptions) {
    super(
      `No gateway answers at ${server}.`,
      'Start it with `npm start` or `bonghwa up DIR`, or say where it is with --server URL.',
      options,
    )
  }
}

/** The gateway answered with an error; its own code and words are passed on. */
export class GatewayRefusedError extends PlatformError {
  readonly code: `BONGHWA_${string}`

  constructor(code: string, message: string) {
    super(message, '')
    this.message = message
    this.code = code as `BONGHWA_${string}`
  }
}

/** A word on the command line is not what it must be. */
export class UsageError extends PlatformError {
  readonly code = 'BONGHWA_USAGE'
}

/** A handler failed while it was tried out. `source` is the line of its file to which the failure leads. */
export class HandlerTriedError extends PlatformError {
  readonly code = 'BONGHWA_HANDLER_FAILED'

  constructor(name: string, problem: string, source: string | undefined) {
    super(
      `The handler of "${name}" failed: ${problem}.`,
      source === undefined ? 'Its own lines above may say more.' : `See ${source}`,
    )
  }
}
