import { between, headingTo, wrapped } from '../scene/ground.ts'
import type { Lane } from '../scene/layout.ts'
import type { GroundPoint } from '../scene/scene.ts'

export const lengthOf = (lane: Lane): number => lane.points.length - 1

/** The point `along` metres from the lane's beginning; before and behind its ends, the ends. */
export function pointOn(lane: Lane, along: number): GroundPoint {
  const last = lengthOf(lane)
  const at = Math.min(last, Math.max(0, along))
  const index = Math.min(last - 1, Math.floor(at))
  return between(lane.points[index]!, lane.points[index + 1]!, at - index)
}

/** Where a vehicle stands whose axles are `wheelbase` apart and on the lane, `right` metres beside its middle. */
export function poseOn(
  lane: Lane,
  along: number,
  wheelbase: number,
  right: number,
): { at: GroundPoint; heading: number } {
  const half = wheelbase / 2
  // Near the ends the direction is that of the last metres.
  const middle = Math.min(lengthOf(lane) - half, Math.max(half, along))
  const heading = headingTo(pointOn(lane, middle - half), pointOn(lane, middle + half))
  const [x, z] = pointOn(lane, along)
  return { at: [x + Math.sin(heading) * right, z + Math.cos(heading) * right], heading }
}

/** Radians a metre at a point of the lane, counter-clockwise. */
export function bendOn(lane: Lane, along: number): number {
  const at = Math.min(lengthOf(lane) - 2, Math.max(2, along))
  const [before, here, after] = [pointOn(lane, at - 2), pointOn(lane, at), pointOn(lane, at + 2)]
  return wrapped(headingTo(here, after) - headingTo(before, here)) / 2
}

/** Metres along the lane of the point that is nearest to another. */
export function alongNearest(lane: Lane, [x, z]: GroundPoint): number {
  let [nearest, best] = [0, Number.POSITIVE_INFINITY]
  for (const [along, point] of lane.points.entries()) {
    const far = (point[0] - x) ** 2 + (point[1] - z) ** 2
    if (far < best) [nearest, best] = [along, far]
  }
  return nearest
}
