import type { Furniture, Layout, WalkNode } from '../layout.ts'
import { random, seedFor } from '../random.ts'
import type { GroundPoint, Scene } from '../scene.ts'

/** A room: shelves in the west, open floor and the till in the east, the door in the south wall. */
export function shop(scene: Scene, width: number, depth: number, shelves: number): Layout {
  const draw = random(seedFor(scene.seed, 'shop'))
  const [east, south] = [width / 2, depth / 2]
  const door: GroundPoint = [east * 0.35, south]
  const till: GroundPoint = [east - 1.5, 0.4]
  const middle = -width / 4 - 0.3
  const length = width * 0.38
  // Rows run east to west, the first of them along the north wall.
  const rows = Array.from({ length: shelves + 1 }, (_, row) => -south + 0.3 + row * 1.9).filter(
    (z) => z < south - 1.5,
  )
  const aisles = rows.map((z) => z + 1)
  const furniture = (
    kind: Furniture['kind'],
    at: GroundPoint,
    heading: number,
    size: Furniture['size'],
  ): Furniture => ({ kind, at, heading, size, seed: draw.below(1e6) })
  return {
    bounds: { x: [-east, east], z: [-south, south] },
    ground: 'tiles',
    surfaces: [],
    markings: [],
    buildings: [],
    trees: [],
    lamps: [],
    signalHeads: [],
    furniture: [
      furniture('shelf', [0.4, -south + 0.25], 0, [width - 1.4, 0.45, 2.05]),
      ...rows.slice(1).map((z) => furniture('shelf', [middle, z], 0, [length, 0.8, 1.5])),
      furniture('till', till, Math.PI / 2, [2.4, 0.7, 1.02]),
    ],
    room: { height: 3, door: { at: door, heading: -Math.PI / 2, width: 1.6 } },
    lanes: [],
    bays: [],
    bins: [],
    crossings: [],
    walks: walksOf(door, till, south, aisles, middle),
    signals: [],
  }
}

function walksOf(
  door: GroundPoint,
  till: GroundPoint,
  south: number,
  aisles: readonly number[],
  middle: number,
): WalkNode[] {
  const to = (...nodes: number[]) => nodes.map((node) => ({ node, crossing: null }))
  // The clerk's node, 3, leads nowhere.
  const [outside, inside, pay, first] = [0, 1, 2, 4] as const
  const aisle = (row: number) => first + 2 * row
  const last = aisles.length - 1
  return [
    { at: [door[0], south + 1.2], to: to(inside), gate: true, stay: null },
    { at: [door[0], south - 1], to: to(outside, pay, aisle(last)), gate: false, stay: null },
    { at: [till[0] - 1, till[1]], to: to(inside, aisle(last)), gate: false, stay: 'pay' },
    { at: [till[0] + 0.85, till[1]], to: [], gate: false, stay: 'sell' },
    ...aisles.flatMap((z, row): WalkNode[] => [
      {
        at: [0.2, z],
        to: to(
          aisle(row) + 1,
          ...(row > 0 ? [aisle(row - 1)] : []),
          ...(row < last ? [aisle(row + 1)] : [inside, pay]),
        ),
        gate: false,
        stay: null,
      },
      { at: [middle, z], to: to(aisle(row)), gate: false, stay: 'browse' },
    ]),
  ]
}
