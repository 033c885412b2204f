import type { Outline } from '../../api.ts'

/** A polygon that is drawn: a mask, or a zone. */
export interface Shape {
  readonly kind: 'mask' | 'zone'
  readonly corners: Outline
}

export const shapesOf = (masks: readonly Outline[], zones: readonly Outline[]): readonly Shape[] => [
  ...masks.map((corners) => ({ kind: 'mask' as const, corners })),
  ...zones.map((corners) => ({ kind: 'zone' as const, corners })),
]

/** What is sent: shapes of fewer than three corners are not finished and left out. */
export function outlinesOf(shapes: readonly Shape[]) {
  const of = (kind: Shape['kind']) =>
    shapes.filter((shape) => shape.kind === kind && shape.corners.length > 2).map(({ corners }) => corners)
  return { masks: of('mask'), zones: of('zone') }
}

/** A shape in the middle of the picture, to be pulled where it belongs. */
export const fresh = (kind: Shape['kind']): Shape => ({
  kind,
  corners: [
    [0.35, 0.35],
    [0.65, 0.35],
    [0.65, 0.65],
    [0.35, 0.65],
  ],
})

/** Kept in the picture, and to a thousandth of it. */
export const within = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000

export function moved(shape: Shape, corner: number, [x, y]: readonly [number, number]): Shape {
  return { ...shape, corners: shape.corners.with(corner, [within(x), within(y)]) }
}

/** All of it by so much, as far as it stays in the picture. */
export function shifted({ kind, corners }: Shape, dx: number, dy: number): Shape {
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  const right = Math.min(Math.max(dx, -Math.min(...xs)), 1 - Math.max(...xs))
  const down = Math.min(Math.max(dy, -Math.min(...ys)), 1 - Math.max(...ys))
  return { kind, corners: corners.map(([x, y]) => [within(x + right), within(y + down)] as const) }
}

/** One more corner, in the middle of the side that begins at `corner`. */
export function divided(shape: Shape, corner: number): Shape {
  const { corners } = shape
  const [x1, y1] = corners[corner]!
  const [x2, y2] = corners[(corner + 1) % corners.length]!
  const between = [within((x1 + x2) / 2), within((y1 + y2) / 2)] as const
  return { ...shape, corners: corners.toSpliced(corner + 1, 0, between) }
}

/** A triangle keeps its corners. */
export function without(shape: Shape, corner: number): Shape {
  return shape.corners.length <= 3 ? shape : { ...shape, corners: shape.corners.toSpliced(corner, 1) }
}
