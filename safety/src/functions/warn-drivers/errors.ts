import { PlatformError } from '@bonghwa/platform/errors'

/** Some phones were not told; those that were get the same message once more, in the place of the first. */
export class PushFailedError extends PlatformError {
  readonly code = 'BONGHWA_PUSH_FAILED'

  constructor(failed: number, total: number, options?: ErrorOptions) {
    super(
      `${failed} of ${total} phones could not be told, since their push service did not take the message.`,
      'Wait: it is tried again. If it lasts, see `bonghwa function logs warn-drivers`.',
      options,
    )
  }
}
