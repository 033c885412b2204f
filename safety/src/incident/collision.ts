import type { Box } from '../frame/box.ts'
import { impact } from './impact.ts'
import { near } from './near.ts'
import type { History } from './observation.ts'
import { stoodBefore } from './stood-before.ts'
import { distance, sizeOf, speed, type Track, touch, tracksOf } from './tracks.ts'

/** What the tracks around a place say for an accident there. */
export interface Collision {
  /** A vehicle that drove stood within a moment. */
  readonly suddenStop: boolean
  /** Two vehicles touch, at least one of which drove a moment ago, and neither drives on; or they met with force. */
  readonly contact: boolean
  /** More people are around it than before. */
  readonly gathering: boolean
}

/** Sizes of its own a second: what drives, and what stands but for the trembling of its box. */
const driving = 0.5
const standing = 0.2
const momentMs = 800

/**
 * From what was seen up to `at`. One frame shows two cars in one place, be it a queue, a car park or a crash; their tracks
 * tell which. A car that brakes for a light takes seconds to stand, and touches nothing.
 */
export function collision(history: History, place: Box, at: number): Collision {
  const past = history.filter(({ capturedAt }) => capturedAt <= at)
  const tracks = tracksOf(past, 'vehicle')
  const vehicles = tracks.filter(
    ({ steps }) => at - steps.at(-1)!.at <= momentMs && near(steps.at(-1)!.box, place),
  )
  const stopped = vehicles.filter((track) => stands(track, at) && droveBefore(track, past, at))
  return {
    suddenStop: stopped.some((track) => stoppedWithin(track, past, at)),
    contact:
      stopped.some((track) => vehicles.some((other) => other !== track && touchNow(track, other))) ||
      vehicles.some((track) => impact(track, tracks, past, at)),
    gathering: gathers(past, place, at),
  }
}

/** Within the last seconds, over a moment, it drove. */
function droveBefore(track: Track, past: History, at: number): boolean {
  for (let before = momentMs; before <= 3000; before += 200) {
    const then = speed(track, at - before - momentMs, at - before)
    if (then !== undefined && then >= driving && !stoodBefore(track, past, at - before - momentMs / 2))
      return true
  }
  return false
}

const stands = (track: Track, at: number) => (speed(track, at - momentMs, at) ?? driving) <= standing

/** Of two moments one after the other it drove in the first and stood in the second. */
function stoppedWithin(track: Track, past: History, at: number): boolean {
  for (let before = momentMs; before <= 2000; before += 200) {
    const first = speed(track, at - before - momentMs, at - before)
    const second = speed(track, at - before, at - before + momentMs)
    if (first === undefined || second === undefined) continue
    if (first >= driving && second <= standing && !stoodBefore(track, past, at - before - momentMs / 2))
      return true
  }
  return false
}

const touchNow = (a: Track, b: Track) => touch(a.steps.at(-1)!.box, b.steps.at(-1)!.box)

function gathers(history: History, place: Box, at: number): boolean {
  const around = (from: number, to: number) => {
    const frames = history.filter(({ capturedAt }) => capturedAt > from && capturedAt <= to)
    const counts = frames.map(
      ({ detections }) =>
        detections.filter(
          ({ label, box }) => label === 'person' && distance(box, place) <= sizeOf(place) * 1.5,
        ).length,
    )
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0) / counts.length
  }
  const now = around(at - 1000, at)
  const before = around(at - 10_000, at - 4000)
  return now !== undefined && before !== undefined && now >= 2 && now >= before + 1.5
}
