import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import type { Sighting } from './confirmation.ts'
import type { History } from './observation.ts'
import { type Step, sizeOf, tracksOf } from './tracks.ts'

/** How somebody goes through the picture: to a side of it, towards the camera or away from it, or not at all. */
export const movements = ['left', 'right', 'nearer', 'farther', 'still'] as const
export type Movement = (typeof movements)[number]

/** Milliseconds that are looked back. */
const windowMs = 3000

/**
 * How whoever holds what was seen there moved in the seconds before and after.
 *
 * @returns null where nobody holds it, they were seen too shortly, or it is too little to be told from the detector's jitter
 */
export function movementOfHolder(history: History, { observation, suspect }: Sighting): Movement | null {
  const holder = holderOf(suspect.box, observation.detections)
  if (holder === undefined) return null
  const lately = history.filter(({ capturedAt }) => Math.abs(capturedAt - observation.capturedAt) <= windowMs)
  const track = tracksOf(lately, 'person').find(({ steps }) => steps.some(({ box }) => box === holder))
  return track === undefined ? null : movementOf(track.steps, observation)
}

/** The person whose box, somewhat widened, holds the middle of the box, the nearest of several. */
export function holderOf(held: Box, detections: readonly Detection[]): Box | undefined {
  const [x, y] = middleOf(held)
  const reach = 0.35
  return detections
    .filter(({ label }) => label === 'person')
    .map(({ box }) => box)
    .filter(
      (box) =>
        x >= box.x - box.width * reach &&
        x <= box.x + box.width * (1 + reach) &&
        y >= box.y &&
        y <= box.y + box.height,
    )
    .toSorted((a, b) => Math.abs(middleOf(a)[0] - x) - Math.abs(middleOf(b)[0] - x))[0]
}

/** Own sizes a second, and shares of its height a second: a walk at ten metres is about 1.5 and 0.15. */
const across = { moves: 0.4, still: 0.12 }
const inDepth = { moves: 0.1, still: 0.05 }
/** Milliseconds within which each shows. */
const leastMs = { across: 350, inDepth: 800, still: 1000 }

/** @param frame the size of the picture: of somebody cut off by its edge, the height tells nothing */
export function movementOf(
  steps: readonly Step[],
  frame: { readonly width: number; readonly height: number },
): Movement | null {
  const span = (steps.at(-1)?.at ?? 0) - (steps[0]?.at ?? 0)
  if (steps.length < 3 || span < leastMs.across) return null
  const size = steps.reduce((sum, { box }) => sum + sizeOf(box), 0) / steps.length
  // An arm that is raised moves one side of the box, or its top: who walks takes both sides along, or their feet.
  const sideways = both(
    slope(steps, ({ x }) => x / size),
    slope(steps, ({ x, width }) => (x + width) / size),
  )
  const whole = steps.every(({ box }) => isInside(box, frame))
  const growth = slope(steps, ({ height }) => Math.log(height))
  const feet = slope(steps, ({ y, height }) => (y + height) / size)
  const goesDeep = whole && span >= leastMs.inDepth && Math.abs(growth) >= inDepth.moves && growth * feet > 0
  // Who comes closer beside the camera's axis goes sideways as well: what stands out is told.
  if (Math.abs(sideways) >= across.moves && !(goesDeep && Math.abs(growth) > Math.abs(sideways)))
    return sideways < 0 ? 'left' : 'right'
  if (goesDeep) return growth > 0 ? 'nearer' : 'farther'
  const still = Math.abs(sideways) < across.still && whole && Math.abs(growth) < inDepth.still
  return still && span >= leastMs.still ? 'still' : null
}

/** The lesser of two that go the same way, else nothing. */
function both(one: number, other: number): number {
  return one * other <= 0 ? 0 : Math.sign(one) * Math.min(Math.abs(one), Math.abs(other))
}

/** By least squares, a second. */
function slope(steps: readonly Step[], measured: (box: Box) => number): number {
  const times = steps.map(({ at }) => at / 1000)
  const values = steps.map(({ box }) => measured(box))
  const [time, value] = [mean(times), mean(values)]
  const covariance = times.reduce((sum, at, index) => sum + (at - time) * (values[index]! - value), 0)
  const variance = times.reduce((sum, at) => sum + (at - time) ** 2, 0)
  return covariance / variance
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function isInside({ x, y, width, height }: Box, frame: { width: number; height: number }): boolean {
  const edge = frame.height * 0.01
  return x > edge && y > edge && x + width < frame.width - edge && y + height < frame.height - edge
}

function middleOf({ x, y, width, height }: Box): [number, number] {
  return [x + width / 2, y + height / 2]
}
