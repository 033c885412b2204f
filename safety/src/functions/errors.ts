import { PlatformError } from '@bonghwa/platform/errors'

/** A message of the outbox is to be tried again; the platform does so, with growing pauses. */
export class DeliveryPendingError extends PlatformError {
  readonly code = 'BONGHWA_DELIVERY_PENDING'

  constructor(id: string, problem: string) {
    super(
      `${id} is not delivered yet: ${problem}.`,
      'It is tried again by itself; see `GET /api/deliveries`.',
    )
  }
}

/** Some devices were not told; those that were get the same message once more, in the place of the first. */
export class PushFailedError extends PlatformError {
  readonly code = 'BONGHWA_PUSH_FAILED'

  constructor(failed: number, total: number, options?: ErrorOptions) {
    super(
      `${failed} of ${total} devices could not be told, since their push service did not take the message.`,
      "Wait: it is tried again. If it lasts, see the function's log.",
      options,
    )
  }
}
