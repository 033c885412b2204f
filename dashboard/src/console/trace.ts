import type { Segment } from '../api.ts'

/** A segment's place in the whole, both as shares 0..1 of it. */
export interface Bar {
  readonly segment: Segment
  readonly left: number
  readonly width: number
}

/** The way from movement to outcome, in the order in which it went. */
export interface Waterfall {
  readonly bars: readonly Bar[]
  /** Milliseconds from the first beginning to the last end. */
  readonly total: number
  readonly longest: Bar
}

/** `undefined` when there is no segment to show. */
export function waterfall(segments: readonly Segment[]): Waterfall | undefined {
  const timed = segments
    .map((segment) => ({ segment, start: instant(segment.start) }))
    .sort((a, b) => a.start - b.start)
  const [first] = timed
  if (first === undefined) return undefined
  const total = Math.max(...timed.map(({ segment, start }) => start + segment.duration)) - first.start
  const share = (milliseconds: number) => (total === 0 ? 0 : milliseconds / total)
  const bars = timed.map(({ segment, start }) => ({
    segment,
    left: share(start - first.start),
    width: share(segment.duration),
  }))
  const longest = bars.reduce((a, b) => (b.width > a.width ? b : a))
  return { bars, total, longest }
}

function instant(start: string | number): number {
  return typeof start === 'number' ? start : Date.parse(start)
}
