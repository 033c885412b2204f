import type { Segment } from '../api.ts'

/** A segment's place in the whole, both as shares 0..1 of it. */
export interface Bar {
  readonly segment: Segment
  readonly left: number
  readonly width: number
  /** A step of the function's own, within the time that it was handled. */
  readonly inside: boolean
}

/** The way from movement to outcome, in the order in which it went. */
export interface Waterfall {
  readonly bars: readonly Bar[]
  /** Milliseconds from the first beginning to the last end. */
  readonly total: number
  /** Of those that nothing lies within: the longest single step. */
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
    inside: timed.some((outer) => encloses(outer, { segment, start })),
  }))
  const steps = bars.filter((_, index) => !timed.some((inner) => encloses(timed[index]!, inner)))
  const longest = steps.reduce((a, b) => (b.width > a.width ? b : a))
  return { bars, total, longest }
}

interface Timed {
  readonly segment: Segment
  readonly start: number
}

/** Instants are rounded to a millisecond, so an inner segment may seem to reach out by one. */
const rounding = 1

/** What the platform does with an event, in its own words; a handler may divide `handled` into steps. */
const ofThePlatform = ['queued', 'woken', 'handled']

function encloses(outer: Timed, inner: Timed): boolean {
  return (
    outer.segment.name === 'handled' &&
    !ofThePlatform.includes(inner.segment.name) &&
    outer.segment.function === inner.segment.function &&
    inner.start >= outer.start - rounding &&
    inner.start + inner.segment.duration <= outer.start + outer.segment.duration + rounding
  )
}

function instant(start: string | number): number {
  return typeof start === 'number' ? start : Date.parse(start)
}
