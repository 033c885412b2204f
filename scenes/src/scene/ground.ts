import type { GroundPoint } from './scene.ts'

/** The ground turned counter-clockwise by quarters, seen from above. */
export function turned([x, z]: GroundPoint, quarters: number): GroundPoint {
  switch (((quarters % 4) + 4) % 4) {
    case 1:
      return [z, -x]
    case 2:
      return [-x, -z]
    case 3:
      return [-z, x]
    default:
      return [x, z]
  }
}

export const distance = (a: GroundPoint, b: GroundPoint): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** The heading of the way from `a` to `b`. */
export const headingTo = (a: GroundPoint, b: GroundPoint): number => Math.atan2(a[1] - b[1], b[0] - a[0])

/** The point `metres` from `from` along a heading. */
export const ahead = ([x, z]: GroundPoint, heading: number, metres: number): GroundPoint => [
  x + Math.cos(heading) * metres,
  z - Math.sin(heading) * metres,
]

/** From `a` to `b`, `share` of the way. */
export const between = (a: GroundPoint, b: GroundPoint, share: number): GroundPoint => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
]

/** An angle as -π to π. */
export const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle))

/** How far a point is from the line between two others, in metres. */
export function distanceToSegment(point: GroundPoint, from: GroundPoint, to: GroundPoint): number {
  const [dx, dz] = [to[0] - from[0], to[1] - from[1]]
  const squared = dx * dx + dz * dz
  const along = squared === 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dz) / squared
  return distance(point, between(from, to, Math.min(1, Math.max(0, along))))
}

/** A broken line with its corners as arcs of `radius` metres, and a point every metre from its beginning. */
export function path(corners: readonly GroundPoint[], radius = 0): GroundPoint[] {
  const rounded = corners.flatMap((corner, index) => {
    const [before, after] = [corners[index - 1], corners[index + 1]]
    return before === undefined || after === undefined || radius === 0
      ? [corner]
      : arc(before, corner, after, radius)
  })
  const points: GroundPoint[] = []
  let left = 0
  for (const [index, to] of rounded.entries()) {
    const from = rounded[index - 1]
    if (from === undefined) continue
    const length = distance(from, to)
    for (; left <= length; left += 1) points.push(between(from, to, left / length))
    left -= length
  }
  return points
}

function arc(before: GroundPoint, corner: GroundPoint, after: GroundPoint, radius: number): GroundPoint[] {
  const turn = wrapped(headingTo(corner, after) - headingTo(before, corner))
  const reach = radius * Math.tan(Math.abs(turn) / 2)
  const start = ahead(corner, headingTo(corner, before), reach)
  const steps = Math.ceil(Math.abs(turn) / 0.1)
  const middle = ahead(start, headingTo(before, corner) + (Math.sign(turn) * Math.PI) / 2, radius)
  const first = headingTo(middle, start)
  return Array.from({ length: steps + 1 }, (_, step) => ahead(middle, first + (turn * step) / steps, radius))
}
