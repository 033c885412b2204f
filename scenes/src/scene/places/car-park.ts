import { distance, path } from '../ground.ts'
import type { Bay, Lane, Layout, Marking, WalkNode } from '../layout.ts'
import { random, seedFor } from '../random.ts'
import type { GroundPoint, Scene } from '../scene.ts'
import { building, clearOfCameras } from './surroundings.ts'

const bayWidth = 2.8
const bayDepth = 5.2
/** Half of the aisle between the rows. */
const aisle = 3.5
const laneAt = 1.65

/** Two rows of bays with an aisle along x between them, and a path for walkers behind each row. */
export function carPark(scene: Scene, count: number): Layout {
  const draw = random(seedFor(scene.seed, 'car-park'))
  const half = (count * bayWidth) / 2
  const reach = half + 12
  const back = aisle + bayDepth
  const clear = clearOfCameras(scene)
  const bays = shuffled(
    [-1, 1].flatMap((side) =>
      Array.from(
        { length: count },
        (_, index): Bay => ({
          at: [(index - (count - 1) / 2) * bayWidth, side * (aisle + bayDepth / 2)],
          // Most stand nose in.
          heading: ((draw.chance(0.75) ? -side : side) * Math.PI) / 2,
        }),
      ),
    ),
    draw.below,
  )
  return {
    bounds: { x: [-reach - 6, reach + 6], z: [-back - 14, back + 14] },
    ground: 'concrete',
    surfaces: [
      { kind: 'road', outline: rectangle(-reach - 6, -back, reach + 6, back) },
      { kind: 'sidewalk', outline: rectangle(-reach - 6, -back - 3, reach + 6, -back) },
      { kind: 'sidewalk', outline: rectangle(-reach - 6, back, reach + 6, back + 3) },
    ],
    markings: markings(count, half),
    buildings: [-reach, -reach / 3, reach / 3, reach]
      .map((x) =>
        building(draw, {
          at: [x, -back - 9],
          heading: -Math.PI / 2,
          width: (reach * 2) / 3 - 1,
          depth: 10,
        }),
      )
      .filter(({ at, size }) => clear(at, size[0] / 2)),
    trees: [-half, -half / 3, half / 3, half]
      .map((x) => ({ at: [x, back + 2] as const, height: draw.between(5, 7), seed: draw.below(1e6) }))
      .filter(({ at }) => clear(at, 3)),
    lamps: [-half - 1.5, half + 1.5]
      .map((x) => ({ at: [x, -back + 0.6] as const, heading: -Math.PI / 2, height: 6 }))
      .filter(({ at }) => clear(at, 1)),
    signalHeads: [],
    furniture: [],
    room: null,
    lanes: lanesOf(bays.slice(scene.actors.parked), reach),
    bays,
    bins: [[-half - 1.4, -back + 1.5]],
    crossings: [{ from: [half + 3, -back - 0.5], to: [half + 3, back + 0.5], width: 3, signal: null }],
    walks: walksOf(reach, half, back),
    signals: [],
  }
}

const rectangle = (x0: number, z0: number, x1: number, z1: number): GroundPoint[] => [
  [x0, z0],
  [x1, z0],
  [x1, z1],
  [x0, z1],
]

function shuffled<T>(list: readonly T[], below: (count: number) => number): T[] {
  const left = [...list]
  return list.flatMap(() => left.splice(below(left.length), 1))
}

function markings(count: number, half: number): Marking[] {
  return [
    ...Array.from({ length: count + 1 }, (_, index) => -half + index * bayWidth).flatMap((x) =>
      [-1, 1].map(
        (side): Marking => ({
          kind: 'bay',
          from: [x, side * aisle],
          to: [x, side * (aisle + bayDepth)],
          width: 0.12,
          dash: null,
          colour: 'white',
        }),
      ),
    ),
    ...Array.from({ length: 17 }, (_, index): Marking => {
      const z = index - 8
      return {
        kind: 'zebra',
        from: [half + 1.5, z],
        to: [half + 4.5, z],
        width: 0.5,
        dash: null,
        colour: 'white',
      }
    }),
  ]
}

/**
 * Through the aisle both ways, and into each free bay from the far lane, which gives room for the turn.
 * A lane may be cut by up to its last metre, so these aim beyond the bay's middle.
 */
function lanesOf(free: readonly Bay[], reach: number): Lane[] {
  const lane = (
    corners: readonly GroundPoint[],
    more: Pick<Lane, 'turn' | 'entry' | 'share' | 'ends'>,
  ): Lane => {
    const points = path(corners, 4.6)
    return {
      ...more,
      points,
      speedLimit: 4,
      signal: null,
      junction: { from: 8, to: points.length - 2 },
      conflicts: [],
      crossings: [0],
    }
  }
  const all = [-1, 1].flatMap((way) => {
    const start: GroundPoint = [-way * reach, way * laneAt]
    const entry = way > 0 ? 0 : 1
    return [
      lane([start, [way * reach, way * laneAt]], { turn: 'straight', entry, share: 0.5, ends: 'leave' }),
      ...free
        .filter(({ at }) => Math.sign(at[1]) !== way)
        .map(({ at }) =>
          lane([start, [at[0], way * laneAt], [at[0], at[1] * 1.1]], {
            turn: 'left',
            entry,
            share: 0.5 / free.length,
            ends: 'park',
          }),
        ),
    ]
  })
  return all.map((one) => ({
    ...one,
    conflicts: all.flatMap((other, index) =>
      other.entry !== one.entry && one.points.some((a) => other.points.some((b) => distance(a, b) < 2.6))
        ? [index]
        : [],
    ),
  }))
}

function walksOf(reach: number, half: number, back: number): WalkNode[] {
  const to = (nodes: readonly number[], across: number | null = null) => [
    ...nodes.map((node) => ({ node, crossing: null })),
    ...(across === null ? [] : [{ node: across, crossing: 0 }]),
  ]
  const side = (z: number, first: number, across: number): WalkNode[] => [
    { at: [-reach, z * 1.15], to: to([first + 1]), gate: true, stay: null },
    { at: [0, z * 1.15], to: to([first, first + 2]), gate: false, stay: null },
    { at: [half + 3, z * 1.05], to: to([first + 1, first + 3], across), gate: false, stay: null },
    { at: [reach, z * 1.15], to: to([first + 2]), gate: true, stay: null },
  ]
  return [...side(-back, 0, 6), ...side(back, 4, 2)]
}
