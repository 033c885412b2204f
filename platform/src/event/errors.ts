import { PlatformError } from '../errors/platform-error.ts'

/** What came is not a CloudEvent 1.0. Nothing was published. */
export class EventInvalidError extends PlatformError {
  readonly code = 'BONGHWA_EVENT_INVALID'

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(
      `This is not a CloudEvent 1.0: ${problems.join('; ')}.`,
      'Send specversion, id, source and type, as attributes of the JSON or as ce- headers.',
      options,
    )
  }
}
