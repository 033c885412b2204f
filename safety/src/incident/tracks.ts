import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import { iou } from '../frame/iou.ts'
import type { History } from './observation.ts'

/** One thing, as it went through the picture. */
export interface Track {
  readonly label: string
  /** Oldest first, at least one. */
  readonly steps: readonly Step[]
}

export interface Step {
  /** Epoch milliseconds. */
  readonly at: number
  readonly box: Box
}

/** A track that was not seen for so long goes on as another. */
const longestGapMs = 1000

/**
 * The tracks of things of one label, by what a history shows: each detection goes on with the track that ended nearest to
 * where it is, the pairs that agree best first. What the detector is less sure of goes on with tracks that are left, and
 * begins none.
 */
export function tracksOf(history: History, label: string): Track[] {
  const tracks: GrowingTrack[] = []
  for (const { capturedAt: at, detections, faint = [] } of history) {
    const alive = new Set(tracks.filter(({ steps }) => at - steps.at(-1)!.at <= longestGapMs))
    const of = (found: readonly Detection[]) => new Set(found.filter((one) => one.label === label))
    const fresh = of(detections)
    continueTracks(alive, fresh, at)
    continueTracks(alive, of(faint), at)
    for (const { box } of fresh) tracks.push({ label, steps: [{ at, box }] })
  }
  return tracks
}

type GrowingTrack = Track & { readonly steps: Step[] }

/** Takes the tracks that go on, and the detections that they go on with, out of both sets. */
function continueTracks(alive: Set<GrowingTrack>, free: Set<Detection>, at: number): void {
  const pairs = [...alive].flatMap((track) =>
    [...free].map((detection) => ({ track, detection, likeness: likeness(track.steps, at, detection) })),
  )
  for (const { track, detection, likeness } of pairs.sort((a, b) => b.likeness - a.likeness)) {
    if (likeness <= 0 || !free.has(detection) || !alive.has(track)) continue
    free.delete(detection)
    alive.delete(track)
    track.steps.push({ at, box: detection.box })
  }
}

/** Above 0 when it may be the same thing: its centre lies within a size of where the track was, or was heading. */
function likeness(steps: readonly Step[], at: number, { box }: Detection): number {
  const last = steps.at(-1)!
  const before = steps.at(-2)
  const ahead = before === undefined ? last.box : headed(before, last, at)
  const away = Math.min(distance(ahead, box), distance(last.box, box)) / sizeOf(last.box)
  const grown = Math.abs(Math.log(sizeOf(box) / sizeOf(last.box)))
  return away > 1 || grown > 0.7 ? 0 : 1 - away * 0.5 - grown * 0.5 + iou(last.box, box)
}

function headed(before: Step, last: Step, at: number): Box {
  const share = (at - last.at) / Math.max(1, last.at - before.at)
  return {
    ...last.box,
    x: last.box.x + (last.box.x - before.box.x) * share,
    y: last.box.y + (last.box.y - before.box.y) * share,
  }
}

export function distance(a: Box, b: Box): number {
  return Math.hypot(centreX(a) - centreX(b), centreY(a) - centreY(b))
}

/** The side of a square as large as the box. */
export const sizeOf = ({ width, height }: Box): number => Math.sqrt(Math.max(1, width * height))

/** A way in pixels a second, and the size of what went. */
export interface Velocity {
  readonly x: number
  readonly y: number
  readonly size: number
}

/**
 * Its way straight from where it was at one instant to where it was at another. Undefined where the track does not last for
 * half of that time.
 */
export function velocity(track: Track, from: number, to: number): Velocity | undefined {
  const begin = Math.max(from, track.steps[0]!.at)
  const end = Math.min(to, track.steps.at(-1)!.at)
  if (end - begin < (to - from) / 2) return undefined
  const [first, last] = [boxAt(track, begin)!, boxAt(track, end)!]
  const seconds = (end - begin) / 1000
  return {
    x: (centreX(last) - centreX(first)) / seconds,
    y: (centreY(last) - centreY(first)) / seconds,
    size: (sizeOf(first) + sizeOf(last)) / 2,
  }
}

/** How fast it went between two instants, in its own sizes a second. Undefined as its velocity. */
export function speed(track: Track, from: number, to: number): number | undefined {
  const went = velocity(track, from, to)
  return went === undefined ? undefined : Math.hypot(went.x, went.y) / went.size
}

/** Where it was at an instant, be it between two frames. Undefined before its first step and after its last. */
export function boxAt({ steps }: Track, at: number): Box | undefined {
  const index = steps.findIndex((step) => step.at >= at)
  const [before, after] = [steps[index - 1], steps[index]]
  if (after?.at === at || after === undefined || before === undefined)
    return after?.at === at ? after.box : undefined
  const share = (at - before.at) / (after.at - before.at)
  const between = (side: keyof Box) => before.box[side] + (after.box[side] - before.box[side]) * share
  return { x: between('x'), y: between('y'), width: between('width'), height: between('height') }
}

const centreX = ({ x, width }: Box) => x + width / 2
const centreY = ({ y, height }: Box) => y + height / 2

/** Whether they meet, or nearly so for their size. */
export function touch(one: Box, other: Box): boolean {
  const slack = Math.min(sizeOf(one), sizeOf(other)) * 0.1
  const apartInX = Math.max(one.x, other.x) - Math.min(one.x + one.width, other.x + other.width)
  const apartInY = Math.max(one.y, other.y) - Math.min(one.y + one.height, other.y + other.height)
  return apartInX <= slack && apartInY <= slack
}
