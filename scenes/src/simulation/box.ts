import type { GroundPoint } from '../scene/scene.ts'
import type { Entity, Pose } from './state.ts'
import { dimensions } from './vehicles.ts'

/** A rectangle on the ground around its middle, `length` along its heading. */
export interface Box {
  readonly x: number
  readonly z: number
  readonly heading: number
  readonly length: number
  readonly width: number
}

/** Two boxes that share ground. */
export interface Contact {
  /** A unit vector from the second box to the first: moving the first by `depth` along it parts them. */
  readonly normal: GroundPoint
  readonly depth: number
  readonly at: GroundPoint
}

/** The ground that a solid entity takes, or null for what one can walk through. */
export function boxOf(entity: Entity): Box | null {
  const { x, z, heading } = entity.pose
  switch (entity.kind) {
    case 'car':
    case 'bus':
    case 'truck':
    case 'two-wheeler':
      return { x, z, heading, ...dimensions[entity.model] }
    case 'prop':
      return entity.model === 'debris'
        ? null
        : { x, z, heading, length: entity.size[0], width: entity.size[1] }
    default:
      return null
  }
}

export const boxAt = ({ x, z, heading }: Pose, length: number, width: number): Box => ({
  x,
  z,
  heading,
  length,
  width,
})

/** Corners counter-clockwise from the front right. */
export function corners({
  x,
  z,
  heading,
  length,
  width,
}: Box): [GroundPoint, GroundPoint, GroundPoint, GroundPoint] {
  const [fx, fz] = [(Math.cos(heading) * length) / 2, (-Math.sin(heading) * length) / 2]
  const [rx, rz] = [(Math.sin(heading) * width) / 2, (Math.cos(heading) * width) / 2]
  return [
    [x + fx + rx, z + fz + rz],
    [x + fx - rx, z + fz - rz],
    [x - fx - rx, z - fz - rz],
    [x - fx + rx, z - fz + rz],
  ]
}

/** A point as metres ahead of the box's middle and to its right. */
export function seenFrom({ x, z, heading }: Box, [px, pz]: GroundPoint): { ahead: number; right: number } {
  const [dx, dz] = [px - x, pz - z]
  return {
    ahead: dx * Math.cos(heading) - dz * Math.sin(heading),
    right: dx * Math.sin(heading) + dz * Math.cos(heading),
  }
}

/** Metres from a point to the box, 0 inside. */
export function distanceToBox(box: Box, point: GroundPoint): number {
  const { ahead, right } = seenFrom(box, point)
  return Math.hypot(
    Math.max(0, Math.abs(ahead) - box.length / 2),
    Math.max(0, Math.abs(right) - box.width / 2),
  )
}

/** Separating axes: how two boxes overlap, or null when a line can be drawn between them. */
export function contact(a: Box, b: Box): Contact | null {
  if (Math.hypot(a.x - b.x, a.z - b.z) > (a.length + a.width + b.length + b.width) / 2) return null
  const [ofA, ofB] = [corners(a), corners(b)]
  let best: { normal: GroundPoint; depth: number } | null = null
  for (const heading of [a.heading, a.heading + Math.PI / 2, b.heading, b.heading + Math.PI / 2]) {
    const axis: GroundPoint = [Math.cos(heading), -Math.sin(heading)]
    const [leastA, mostA] = extent(ofA, axis)
    const [leastB, mostB] = extent(ofB, axis)
    const depth = Math.min(mostA - leastB, mostB - leastA)
    if (depth <= 0) return null
    if (best !== null && depth >= best.depth) continue
    const away = (a.x - b.x) * axis[0] + (a.z - b.z) * axis[1] >= 0 ? 1 : -1
    best = { normal: [axis[0] * away, axis[1] * away], depth }
  }
  if (best === null) return null
  const inside = [
    ...ofA.filter((corner) => distanceToBox(b, corner) === 0),
    ...ofB.filter((corner) => distanceToBox(a, corner) === 0),
  ]
  const points = inside.length > 0 ? inside : [[(a.x + b.x) / 2, (a.z + b.z) / 2] as const]
  const sum = points.reduce<GroundPoint>(([x, z], point) => [x + point[0], z + point[1]], [0, 0])
  return { ...best, at: [sum[0] / points.length, sum[1] / points.length] }
}

function extent(points: readonly GroundPoint[], axis: GroundPoint): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [x, z] of points) {
    const along = x * axis[0] + z * axis[1]
    least = Math.min(least, along)
    most = Math.max(most, along)
  }
  return [least, most]
}
