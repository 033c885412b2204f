/** Pictures a second below which a browser is too slow to be a camera. */
export const slowest = 2

/** Pictures by which a browser is judged; the first, with all its shaders, is not among them. */
const judged = 3

/** What the first picture may take, in milliseconds. */
const longestFirst = 15_000

/** How fast a browser draws. */
export interface Pace {
  /** Pictures a second lately; undefined before the first. */
  readonly perSecond: number | undefined
  readonly tooSlow: boolean
  /** Milliseconds that the pictures after the first took, the last few, oldest first. */
  readonly took: readonly number[]
}

export const freshPace: Pace = { perSecond: undefined, tooSlow: false, took: [] }

/** The pace after one more picture that took so many milliseconds to draw. */
export function drawn({ perSecond, took }: Pace, milliseconds: number): Pace {
  if (perSecond === undefined)
    return { perSecond: 1000 / milliseconds, tooSlow: milliseconds > longestFirst, took }
  const lately = [...took, milliseconds].slice(-judged)
  const sum = lately.reduce((total, one) => total + one, 0)
  return {
    perSecond: (lately.length * 1000) / sum,
    // Some are too slow for all of them together: the others need not be waited for.
    tooSlow: sum > (judged * 1000) / slowest,
    took: lately,
  }
}
