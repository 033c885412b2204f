/** A browser that asked to be warned, and all that is known of it. */
export interface Subscriber {
  /** Address at its push service. */
  readonly endpoint: string
  /** Keys of the Push API, base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string }
  /**
   * The coarse cell in which it wants to be warned; where in it the driver is never leaves the device. `reviewersCell`
   * for one that wants to be told of posts that wait.
   */
  readonly cell: string
  readonly language: 'ko' | 'en'
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/** Not a cell on Earth: a geohash has no `i`. */
export const reviewersCell = 'review'
