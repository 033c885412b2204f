import type { Segment } from '../api.ts'

/** A segment's place in the whole, both as shares 0..1 of it. */
export interface Bar {
  readonly segment: Segment
  readonly left: number
  readonly width: number
  /** A step of the function's own, within the time that it was handled. */
  readonly inside: boolean
}

/** The way from movement to outcome, in the order in which it went, a function's steps after the function. */
export interface Waterfall {
  readonly bars: readonly Bar[]
  /** Milliseconds from the first beginning to the last end. */
  readonly total: number
  /** Of those that nothing lies within: the longest single step. */
  readonly longest: Bar
}

/** `undefined` when there is no segment to show. */
export function waterfall(segments: readonly Segment[]): Waterfall | undefined {
  if (segments.length === 0) return undefined
  const timed = segments.map((segment) => ({ segment, start: instant(segment.start) }))
  const first = Math.min(...timed.map(({ start }) => start))
  const total = Math.max(...timed.map(end)) - first
  const share = (milliseconds: number) => (total === 0 ? 0 : milliseconds / total)

  const placed = timed
    .map((one) => ({ one, outer: timed.find((other) => encloses(other, one)) }))
    .sort(
      (a, b) =>
        (a.outer ?? a.one).start - (b.outer ?? b.one).start ||
        Number(a.outer !== undefined) - Number(b.outer !== undefined) ||
        a.one.start - b.one.start,
    )
  const bars = placed.map(({ one: { segment, start }, outer }) => ({
    segment,
    left: share(start - first),
    width: share(segment.duration),
    inside: outer !== undefined,
  }))
  const outers = new Set(placed.map(({ outer }) => outer?.segment))
  const steps = bars.filter(({ segment }) => !outers.has(segment))
  return { bars, total, longest: steps.reduce((a, b) => (b.width > a.width ? b : a)) }
}

interface Timed {
  readonly segment: Segment
  readonly start: number
}

/** What the platform does with an event, in its own words; a handler may divide `handled` into steps. */
const ofThePlatform = ['queued', 'woken', 'handled']

/** Instants come rounded to a millisecond; the clock of an instance may be late by some more. */
const rounding = 1
const late = 50

function encloses(outer: Timed, inner: Timed): boolean {
  return (
    outer.segment.name === 'handled' &&
    !ofThePlatform.includes(inner.segment.name) &&
    outer.segment.function === inner.segment.function &&
    inner.start >= outer.start - rounding &&
    inner.start <= end(outer) + late
  )
}

function end({ segment, start }: Timed): number {
  return start + segment.duration
}

function instant(start: string | number): number {
  return typeof start === 'number' ? start : Date.parse(start)
}
