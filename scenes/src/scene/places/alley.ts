import type { Building, Layout, WalkNode } from '../layout.ts'
import { random, seedFor } from '../random.ts'
import type { Scene } from '../scene.ts'
import { building, clearOfCameras } from './surroundings.ts'

/** Metres from the middle to either end. */
const reach = 20

/** A lane for walkers along x: market stalls at its north side, bins at its south side, houses along both. */
export function alley(scene: Scene, width: number, stalls: number, bins: number): Layout {
  const draw = random(seedFor(scene.seed, 'alley'))
  const side = width / 2
  const clear = clearOfCameras(scene)
  const stallAt = spread(stalls, reach * 0.7)
  return {
    bounds: { x: [-reach - 4, reach + 4], z: [-side - 12, side + 12] },
    ground: 'concrete',
    surfaces: [
      {
        kind: 'road',
        outline: [
          [-reach - 4, -side],
          [reach + 4, -side],
          [reach + 4, side],
          [-reach - 4, side],
        ],
      },
    ],
    markings: [],
    buildings: [-1, 1].flatMap((face) => {
      const row: Building[] = []
      for (let x = -reach - 2; x < reach + 2; ) {
        const [width, depth] = [draw.between(6, 9), draw.between(7, 9)]
        const at = [x + width / 2, face * (side + depth / 2 + 0.3)] as const
        const house = building(draw, { at, heading: (face * Math.PI) / 2, width, depth })
        if (clear(at, Math.max(width, depth) / 2)) row.push(house)
        x += width + 0.1
      }
      return row
    }),
    trees: [],
    lamps: [-11, 1, 13]
      .map((x) => ({ at: [x, side - 0.15] as const, heading: Math.PI / 2, height: 4.5 }))
      .filter(({ at }) => clear(at, 1)),
    signalHeads: [],
    furniture: [
      ...stallAt.map((x) => ({
        kind: 'stall' as const,
        at: [x, -side + 0.8] as const,
        heading: 0,
        size: [2.4, 1.2, 2.4] as const,
        seed: draw.below(1e6),
      })),
      ...[-8, 5, 12].map((x) => ({
        kind: 'air-conditioner' as const,
        at: [x, side - 0.2] as const,
        heading: Math.PI / 2,
        size: [0.35, 0.8, 0.6] as const,
        seed: draw.below(1e6),
      })),
      { kind: 'manhole', at: [1.5, 0.3], heading: 0, size: [0.7, 0.7, 0.02], seed: 0 },
    ],
    room: null,
    lanes: [],
    bays: [],
    bins: spread(bins, reach * 0.3).map((x) => [x + 2, side - 0.6] as const),
    crossings: [],
    walks: walksOf(side, stallAt),
    signals: [],
  }
}

/** As many places between -most and most, evenly. */
const spread = (count: number, most: number): number[] =>
  Array.from({ length: count }, (_, index) => -most + (2 * most * (index + 0.5)) / count)

function walksOf(side: number, stallAt: readonly number[]): WalkNode[] {
  const way = [-reach, -12, -4, 4, 12, reach]
  const last = way.length - 1
  const to = (nodes: readonly number[]) => nodes.map((node) => ({ node, crossing: null }))
  const nearest = (x: number) =>
    way.reduce((best, there, node) => (Math.abs(there - x) < Math.abs(way[best]! - x) ? node : best), 1)
  return [
    ...way.map((x, node): WalkNode => {
      const beside = [node - 1, node + 1].filter((next) => next >= 0 && next <= last)
      const stalls = stallAt.flatMap((at, index) => (nearest(at) === node ? [way.length + 2 * index] : []))
      return { at: [x, 0.4], to: to([...beside, ...stalls]), gate: node === 0 || node === last, stay: null }
    }),
    // Before each stall stands who buys, beside it who sells.
    ...stallAt.flatMap((x): WalkNode[] => [
      { at: [x, -side + 2], to: to([nearest(x)]), gate: false, stay: 'browse' },
      { at: [x + 1.6, -side + 0.7], to: [], gate: false, stay: 'sell' },
    ]),
  ]
}
