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
