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
 * where it is, the pairs that agree best first.
 */
export function tracksOf(history: History, label: string): Track[] {
  const tracks: { label: string; steps: Step[] }[] = []
  for (const { capturedAt: at, detections } of history) {
    const free = new Set(detections.filter((detection) => detection.label === label))
    const alive = new Set(tracks.filter(({ steps }) => at - steps.at(-1)!.at <= longestGapMs))
    const pairs = [...alive].flatMap((track) =>
      [...free].map((detection) => ({ track, detection, likeness: likeness(track.steps, at, detection) })),
    )
    for (const { track, detection, likeness } of pairs.sort((a, b) => b.likeness - a.likeness)) {
      if (likeness <= 0 || !free.has(detection) || !alive.has(track)) continue
      free.delete(detection)
      alive.delete(track)
      track.steps.push({ at, box: detection.box })
    }
    for (const { box } of free) tracks.push({ label, steps: [{ at, box }] })
  }
  return tracks
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
  return Math.hypot(a.x + a.width / 2 - (b.x + b.width / 2), a.y + a.height / 2 - (b.y + b.height / 2))
}

/** The side of a square as large as the box. */
export const sizeOf = ({ width, height }: Box): number => Math.sqrt(Math.max(1, width * height))

/**
 * How fast it went between two instants, in its own sizes a second: its way straight from the first place to the last.
 * Undefined where it was not seen for half of that time.
 */
export function speed({ steps }: Track, from: number, to: number): number | undefined {
  const within = steps.filter(({ at }) => at >= from && at <= to)
  const [first, last] = [within[0], within.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < (to - from) / 2) return undefined
  const size = (sizeOf(first.box) + sizeOf(last.box)) / 2
  return (distance(first.box, last.box) / size / (last.at - first.at)) * 1000
}
