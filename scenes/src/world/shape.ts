import {
  BoxGeometry,
  type BufferGeometry,
  Color,
  type ColorRepresentation,
  CylinderGeometry,
  Euler,
  Float32BufferAttribute,
  Matrix4,
  Quaternion,
  SphereGeometry,
  Vector3,
} from 'three'
import { mergeGeometries } from 'three/examples/jsm/utils/BufferGeometryUtils.js'

/** Where a piece stands: metres, and radians about x, then y, then z. */
export interface Placement {
  readonly at?: readonly [number, number, number]
  readonly turn?: readonly [number, number, number]
  readonly scale?: readonly [number, number, number]
}

/** A geometry whose vertices all have one colour, so that unlike things can share a material and a draw call. */
export function painted(
  geometry: BufferGeometry,
  color: ColorRepresentation,
  placement: Placement = {},
): BufferGeometry {
  const { at = [0, 0, 0], turn = [0, 0, 0], scale = [1, 1, 1] } = placement
  geometry.applyMatrix4(
    new Matrix4().compose(
      new Vector3(...at),
      new Quaternion().setFromEuler(new Euler(...turn)),
      new Vector3(...scale),
    ),
  )
  const { r, g, b } = new Color(color)
  const count = geometry.getAttribute('position').count
  const colors = new Float32Array(count * 3)
  for (let index = 0; index < count; index++) colors.set([r, g, b], index * 3)
  geometry.setAttribute('color', new Float32BufferAttribute(colors, 3))
  geometry.deleteAttribute('uv')
  if (geometry.index === null) geometry.setIndex(Array.from({ length: count }, (_, index) => index))
  return geometry
}

export const box = (
  [width, height, depth]: readonly [number, number, number],
  color: ColorRepresentation,
  placement?: Placement,
) => painted(new BoxGeometry(width, height, depth), color, placement)

/** Stands along y. */
export const rod = (
  radius: number,
  length: number,
  color: ColorRepresentation,
  placement?: Placement & { readonly top?: number; readonly sides?: number },
) =>
  painted(
    new CylinderGeometry(placement?.top ?? radius, radius, length, placement?.sides ?? 10),
    color,
    placement,
  )

export const ball = (
  radius: number,
  color: ColorRepresentation,
  placement?: Placement & { readonly detail?: number },
) => {
  const detail = placement?.detail ?? 10
  return painted(new SphereGeometry(radius, detail, Math.ceil(detail * 0.7)), color, placement)
}

/** One geometry of many; the parts are given up. */
export function merged(parts: readonly BufferGeometry[]): BufferGeometry {
  const geometry = mergeGeometries([...parts])
  for (const part of parts) part.dispose()
  return geometry
}

/** The value at `x` of a line through `points` of rising x; beyond the ends `outside`, or the end's own value. */
export function along(
  points: readonly (readonly [x: number, y: number])[],
  x: number,
  outside?: number,
): number {
  const [first, last] = [points[0]!, points.at(-1)!]
  if (x <= first[0]) return outside ?? first[1]
  for (let index = 1; index < points.length; index++) {
    const [x1, y1] = points[index]!
    const [x0, y0] = points[index - 1]!
    if (x <= x1) return mix(y0, y1, (x - x0) / (x1 - x0))
  }
  return outside ?? last[1]
}

export const mix = (a: number, b: number, share: number) => a + (b - a) * share
export const clamp = (value: number, low = 0, high = 1) => Math.min(high, Math.max(low, value))

/** 0 below `from`, 1 above `to`, without a kink between. */
export function smooth(from: number, to: number, value: number): number {
  const share = clamp((value - from) / (to - from))
  return share * share * (3 - 2 * share)
}
