/** When, by the clock of this machine, a picture of a live source was captured. */
export interface MediaClock {
  /** A packet of the source's instant `at` arrived at the epoch millisecond `arrivedAt`. */
  note(at: number, arrivedAt: number): void
  /** Epoch milliseconds of the source's instant `at`. */
  toEpoch(at: number): number
}

/** How quickly it follows packets that come later and later: a source's clock may be slower than ours. */
const followRate = 0.001
/** A source that is off by more has begun anew. */
const jumpMs = 2000

/**
 * A source counts its own milliseconds, from any beginning. The packet that took the shortest way tells best how its
 * clock and ours belong together; the others waited in a network or a queue.
 */
export function mediaClock(): MediaClock {
  let offset: number | undefined
  return {
    note(at, arrivedAt) {
      const now = arrivedAt - at
      if (offset === undefined || now < offset || now - offset > jumpMs) offset = now
      else offset += (now - offset) * followRate
    },
    toEpoch: (at) => Math.round(at + (offset ?? 0)),
  }
}

/** A clip is captured when a player would show it: its clock is ours from the first packet on. */
export function playClock(): MediaClock {
  let offset: number | undefined
  return {
    note(at, arrivedAt) {
      offset ??= arrivedAt - at
    },
    toEpoch: (at) => Math.round(at + (offset ?? 0)),
  }
}
