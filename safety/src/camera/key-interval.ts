/** How far apart a source's key frames are, learnt from those that came. */
export interface KeyInterval {
  /** A key frame that is shown at so many milliseconds of the source's own clock. */
  note(at: number): void
  /** Longest of the latest intervals in milliseconds; null before two were seen. */
  readonly longestMs: number | null
  /** Whether key frames alone show, at the instant `at`, what goes on: they were frequent, and none is overdue. */
  suffices(at: number): boolean
}

/** A camera seen less often than this would miss what comes and goes. */
export const longestKeyIntervalMs = 2000
/** Clocks of cameras are not exact. */
const tolerance = 1.1
const fewest = 2
const remembered = 4

export function keyInterval(): KeyInterval {
  const intervals: number[] = []
  let last: number | undefined
  const longest = () => (intervals.length < fewest ? null : Math.max(...intervals))
  return {
    note(at) {
      if (last !== undefined && at > last) intervals.push(at - last)
      if (intervals.length > remembered) intervals.shift()
      last = at
    },
    get longestMs() {
      return longest()
    },
    suffices(at) {
      const most = longestKeyIntervalMs * tolerance
      return (longest() ?? Number.POSITIVE_INFINITY) <= most && at - (last ?? 0) <= most
    },
  }
}
