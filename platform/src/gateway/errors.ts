import { PlatformError } from '../errors/platform-error.ts'

/** Something else listens on the port. */
export class PortBusyError extends PlatformError {
  readonly code = 'BONGHWA_PORT_BUSY'

  constructor(port: number, options?: ErrorOptions) {
    super(
      `The port ${port} of 127.0.0.1 is in use.`,
      `Stop what listens there, or choose another with --port ${port + 1}.`,
      options,
    )
  }
}

/** The request names something that is not there. */
export class NotFoundError extends PlatformError {
  readonly code = 'BONGHWA_NOT_FOUND'

  constructor(what: string) {
    super(`There is no ${what}.`, 'See GET /openapi.json for what there is.')
  }
}

/** A page of another site tried to act through a browser of this machine. */
export class ForeignOriginError extends PlatformError {
  readonly code = 'BONGHWA_FOREIGN_ORIGIN'

  constructor(origin: string) {
    super(
      `Requests from pages of ${origin} are refused.`,
      'Send them from this host, or without an Origin header.',
    )
  }
}

/** The path is there, but not for this method. */
export class MethodNotAllowedError extends PlatformError {
  readonly code = 'BONGHWA_METHOD_NOT_ALLOWED'
  readonly allowed: readonly string[]

  constructor(method: string, path: string, allowed: readonly string[]) {
    super(`${path} does not take ${method}.`, `Send ${allowed.join(' or ')}.`)
    this.allowed = allowed
  }
}

/** A request brings more than the gateway reads. */
export class BodyTooLargeError extends PlatformError {
  readonly code = 'BONGHWA_BODY_TOO_LARGE'

  constructor(largestBytes: number) {
    super(
      `The body has more than ${largestBytes} bytes.`,
      'Send less, or put the data elsewhere and send its address.',
    )
  }
}

/** A body came packed: a few bytes of it may become more than the memory holds. */
export class BodyEncodedError extends PlatformError {
  readonly code = 'BONGHWA_BODY_ENCODED'

  constructor(encoding: string) {
    super(`The body is encoded (${encoding}).`, 'Send it as it is, without Content-Encoding.')
  }
}

/** The platform cannot take events yet, or not now; nothing was published. */
export class NotReadyError extends PlatformError {
  readonly code = 'BONGHWA_NOT_READY'

  constructor(problem: string) {
    super(`Nothing is taken now: ${problem}.`, 'Try again when GET /readyz answers 200.')
  }
}

/** A gateway whose functions run in the pods of a cluster cannot wait for their answer. */
export class CallUnsupportedError extends PlatformError {
  readonly code = 'BONGHWA_CALL_UNSUPPORTED'

  constructor(name: string) {
    super(
      `"${name}" runs in the pods of a cluster, which take events from their queue and answer nobody.`,
      'Publish an event to it: POST /api/events.',
    )
  }
}

/** More events come at once than the gateway takes. Nothing was published. */
export class OverloadedError extends PlatformError {
  static readonly retryAfterSeconds = 1
  readonly code = 'BONGHWA_OVERLOADED'

  constructor() {
    super(
      'More events come at once than are taken.',
      `Publish this one again after ${OverloadedError.retryAfterSeconds} s, and many in one batch.`,
    )
  }
}
