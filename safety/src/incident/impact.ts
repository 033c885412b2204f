import type { History } from './observation.ts'
import { stoodBefore } from './stood-before.ts'
import { boxAt, speed, type Track, touch, type Velocity, velocity } from './tracks.ts'

/**
 * A vehicle lost by meeting another, within a moment, what it takes seconds to lose by braking: `lost` sizes of its own a
 * second, some 4 m/s, and most of its speed, or of the speed at which the two approached. Whoever drives past another loses
 * neither, and whoever rolls up to a queue has hardly any left when they touch.
 */
const lost = 1.4
const left = 0.4
const momentMs = 800
/** The blow itself, in which boxes hide one another. */
const blowsMs = [0, 200, 400]
/** Long after it a vehicle that drives again is no wreck. */
const wreckMs = 2000
const standing = 0.3

/** Whether the vehicle was in an impact with any other up to `at`, and is where it came to lie. */
export function impact(track: Track, all: readonly Track[], past: History, at: number): boolean {
  const others = all.filter((other) => other !== track && other.steps.length >= 3)
  const times = past.map(({ capturedAt }) => capturedAt).filter((time) => time >= track.steps[0]!.at)
  const met = times.filter((time) => others.some((other) => meets(track, other, time)))
  return met.some((time) => {
    if (at - time > wreckMs && (speed(track, at - momentMs, at) ?? standing) > standing) return false
    return !stoodBefore(track, past, time - momentMs / 2)
  })
}

function meets(one: Track, other: Track, at: number): boolean {
  const [here, there] = [boxAt(one, at), boxAt(other, at)]
  if (here === undefined || there === undefined || !touch(here, there)) return false
  return blowsMs.some((blow) => {
    const over = (track: Track) =>
      [velocity(track, at - blow - momentMs, at - blow), velocity(track, at, at + momentMs)] as const
    const [[before, after], [otherBefore, otherAfter]] = [over(one), over(other)]
    if (before === undefined || after === undefined) return false
    if (isLost(pace(before), pace(after))) return true
    if (otherBefore === undefined || otherAfter === undefined) return false
    return isLost(approach(before, otherBefore), approach(after, otherAfter))
  })
}

const isLost = (before: number, after: number): boolean => before - after >= lost && after <= before * left

const pace = ({ x, y, size }: Velocity): number => Math.hypot(x, y) / size

/** How fast they come nearer, or part, in their sizes a second. */
const approach = (one: Velocity, other: Velocity): number =>
  Math.hypot(one.x - other.x, one.y - other.y) / ((one.size + other.size) / 2)
