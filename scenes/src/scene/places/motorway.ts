import type { Lane, Layout, Marking } from '../layout.ts'
import { random, seedFor } from '../random.ts'
import type { Scene } from '../scene.ts'
import { clearOfCameras } from './surroundings.ts'

/** Metres from the middle to where traffic comes into being. */
const reach = 140
const laneWidth = 3.5
/** Half of the strip between the directions. */
const median = 1.4
const shoulder = 2.8

/** A motorway along x: those who drive east keep to the south of the barrier. */
export function motorway(scene: Scene, lanes: number): Layout {
  const draw = random(seedFor(scene.seed, 'motorway'))
  const edge = median + lanes * laneWidth + shoulder
  const clear = clearOfCameras(scene)
  const sides = [-1, 1] as const
  return {
    bounds: { x: [-reach - 10, reach + 10], z: [-60, 60] },
    ground: 'grass',
    surfaces: [
      {
        kind: 'road',
        outline: [
          [-reach - 10, -edge],
          [reach + 10, -edge],
          [reach + 10, edge],
          [-reach - 10, edge],
        ],
      },
    ],
    markings: sides.flatMap((side) => markings(side, lanes)),
    buildings: [],
    trees: sides.flatMap((side) =>
      Array.from({ length: 16 }, (_, index) => ({
        at: [-reach + index * 18 + draw.between(-4, 4), side * (edge + draw.between(6, 16))] as const,
        height: draw.between(6, 10),
        seed: draw.below(1e6),
      })).filter(({ at }) => clear(at, 4)),
    ),
    lamps: [-60, -30, 0, 30, 60].map((x) => ({ at: [x, 0] as const, heading: -Math.PI / 2, height: 9 })),
    signalHeads: [],
    furniture: [
      { kind: 'barrier', at: [0, 0], heading: 0, size: [2 * reach + 20, 0.6, 0.9], seed: 0 },
      ...sides.map((side) => ({
        kind: 'guard-rail' as const,
        at: [0, side * (edge + 0.4)] as const,
        heading: 0,
        size: [2 * reach + 20, 0.3, 0.8] as const,
        seed: 0,
      })),
      { kind: 'gantry', at: [45, edge / 2], heading: Math.PI, size: [0.6, edge, 6.5], seed: draw.below(1e6) },
    ],
    room: null,
    lanes: sides.flatMap((side) =>
      Array.from({ length: lanes }, (_, index): Lane => {
        const z = side * (median + (index + 0.5) * laneWidth)
        return {
          points: Array.from({ length: 2 * reach + 1 }, (_, metre) => [side * (metre - reach), z] as const),
          speedLimit: 24 - 2.5 * index,
          turn: 'straight',
          entry: (side > 0 ? 0 : lanes) + index,
          share: 1,
          ends: 'leave',
          signal: null,
          junction: null,
          conflicts: [],
          crossings: [],
        }
      }),
    ),
    bays: [],
    bins: [],
    crossings: [],
    walks: [],
    signals: [],
  }
}

function markings(side: 1 | -1, lanes: number): Marking[] {
  const line = (
    z: number,
    kind: Marking['kind'],
    dash: Marking['dash'],
    colour: Marking['colour'],
  ): Marking => ({
    kind,
    from: [-reach - 10, side * z],
    to: [reach + 10, side * z],
    width: 0.18,
    dash,
    colour,
  })
  return [
    line(median - 0.1, 'edge', null, 'yellow'),
    ...Array.from({ length: lanes - 1 }, (_, index) =>
      line(median + (index + 1) * laneWidth, 'lane', [8, 12], 'white'),
    ),
    line(median + lanes * laneWidth + 0.1, 'edge', null, 'white'),
  ]
}
