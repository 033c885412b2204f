/** The time of day, but never the same instant twice: a camera's frames are told apart by theirs. */
export function risingClock(): (at?: number) => number {
  let last = 0
  return (at = Date.now()) => {
    last = Math.max(at, last + 1)
    return last
  }
}
