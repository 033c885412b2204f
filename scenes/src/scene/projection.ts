import type { Camera, Point } from './scene.ts'

/** Where a point is in a camera's picture, or null when it is behind the camera. */
export type Projection = (point: Point) => readonly [x: number, y: number] | null

/** The picture of `width` by `height` pixels that a camera takes; x grows to the right, y down, and both may be outside. */
export function projectionOf({ at, look, fieldOfView }: Camera, width: number, height: number): Projection {
  const forward = unit([look[0] - at[0], look[1] - at[1], look[2] - at[2]])
  const right = unit([-forward[2], 0, forward[0]])
  const up = cross(right, forward)
  const focal = height / 2 / Math.tan((fieldOfView * Math.PI) / 360)
  return (point) => {
    const ray: Point = [point[0] - at[0], point[1] - at[1], point[2] - at[2]]
    const depth = dot(ray, forward)
    if (depth <= 0.05) return null
    return [width / 2 + (focal * dot(ray, right)) / depth, height / 2 - (focal * dot(ray, up)) / depth]
  }
}

const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
function unit(vector: Point): Point {
  const length = Math.hypot(...vector)
  return [vector[0] / length, vector[1] / length, vector[2] / length]
}
