/** How many of the unacknowledged messages of an old count may have been this process's own. */
export interface OwnShare {
  /** @param held how many this process holds now, this one included */
  arrived(held: number): void
  atMost(held: number): number
}

/**
 * The count is of some moment of the last `windowMs`. What was held when the window began or arrived within it may be in
 * it, but no more than the broker sends at a time. So nobody else's work is ever made up; some of it stays unseen while
 * this process is busy.
 *
 * @param prefetch how many the broker sends unacknowledged
 * @param now epoch milliseconds
 */
export function ownShare(windowMs: number, prefetch: number, now: () => number = Date.now): OwnShare {
  let last = span(0)
  let current = last

  /** The two newest spans cover the window. */
  function span(held: number) {
    return { since: now(), held, arrivals: 0, most: held }
  }
  function turn(held: number) {
    if (now() - current.since < windowMs) return
    last = current
    current = span(held)
  }

  return {
    arrived(held) {
      turn(held - 1)
      current.arrivals++
      current.most = Math.max(current.most, held)
    },
    atMost(held) {
      turn(held)
      const seen = last.held + last.arrivals + (last === current ? 0 : current.arrivals)
      return Math.max(held, last.most, current.most, Math.min(prefetch, seen))
    },
  }
}
