import { distance, path, turned } from '../ground.ts'
import type { Building, Crossing, Lane, Layout, Marking, SignalPlan, Surface, WalkNode } from '../layout.ts'
import { type Random, random, seedFor } from '../random.ts'
import type { GroundPoint, Scene } from '../scene.ts'
import { building, clearOfCameras } from './surroundings.ts'

/** Metres from the middle to where traffic comes into being. */
const reach = 52
const laneWidth = 3.2
const sidewalk = 3.6
const quarters = [0, 1, 2, 3] as const

/** Two streets cross: quarter 0 is the arm to the east, or the traffic that drives east; then north, west, south. */
export function intersection(scene: Scene, lanes: number, lights: boolean): Layout {
  const draw = random(seedFor(scene.seed, 'intersection'))
  const kerb = lanes * laneWidth + (scene.actors.parked > 0 ? 2.6 : 0.5)
  const zebra = kerb + 3.4
  const stop = zebra + 2.6
  const around = (points: readonly GroundPoint[], quarter: number) =>
    points.map((point) => turned(point, quarter))
  const clear = clearOfCameras(scene)
  return {
    bounds: { x: [-reach - 8, reach + 8], z: [-reach - 8, reach + 8] },
    ground: 'concrete',
    surfaces: surfaces(kerb),
    markings: quarters.flatMap((quarter) =>
      markings(lanes, kerb, zebra, stop).map((marking) => ({
        ...marking,
        from: turned(marking.from, quarter),
        to: turned(marking.to, quarter),
      })),
    ),
    buildings: houses(draw, kerb).filter(({ at, size }) => clear(at, Math.max(size[0], size[1]) / 2 + 1)),
    trees: quarters.flatMap((quarter) =>
      [kerb + 11, kerb + 22, kerb + 33]
        .map((x) => ({
          at: turned([x + draw.between(-1, 1), kerb + 1], quarter),
          height: draw.between(5.5, 8),
          seed: draw.below(1e6),
        }))
        .filter(({ at }) => draw.chance(0.8) && clear(at, 3)),
    ),
    lamps: quarters
      .map((quarter) => ({
        at: turned([kerb + 7, -kerb - 0.6], quarter),
        heading: ((quarter + 3) * Math.PI) / 2,
        height: 7,
      }))
      .filter(({ at }) => clear(at, 1)),
    signalHeads: lights
      ? quarters
          .flatMap((quarter) => [
            {
              signal: quarter % 2,
              kind: 'vehicle' as const,
              at: turned([kerb + 1.1, kerb + 0.7], quarter),
              height: 4.6,
              heading: ((quarter + 2) * Math.PI) / 2,
            },
            ...[1, -1].map((side) => ({
              signal: 2 + (quarter % 2),
              kind: 'walk' as const,
              at: turned([zebra + 1.9, side * (kerb + 0.7)], quarter),
              height: 2.6,
              heading: (quarter * Math.PI) / 2 + (side * Math.PI) / 2,
            })),
          ])
          .filter(({ at }) => clear(at, 1.6))
      : [],
    furniture: [
      {
        kind: 'bus-stop',
        at: [kerb + 20, kerb + 2.2],
        heading: Math.PI,
        size: [4, 1.4, 2.5],
        seed: draw.below(1e6),
      },
      {
        kind: 'bench',
        at: [-kerb - 15, -kerb - 2.6],
        heading: 0,
        size: [1.6, 0.45, 0.85],
        seed: draw.below(1e6),
      },
      { kind: 'manhole', at: [kerb + 9, -1.4], heading: 0, size: [0.7, 0.7, 0.02], seed: 0 },
      { kind: 'manhole', at: [1.2, 2.4], heading: 0, size: [0.7, 0.7, 0.02], seed: 0 },
    ],
    room: null,
    lanes: lanesOf(lanes, kerb, zebra, stop, lights),
    bays: [9, 15.5, 22, 28.5].flatMap((x) =>
      quarters.map((quarter) => ({
        at: turned([-kerb - x, lanes * laneWidth + 1.3], quarter),
        heading: (quarter * Math.PI) / 2,
      })),
    ),
    bins: [
      [kerb + 5.2, -kerb - 3],
      [-kerb - 7, -kerb - 3],
    ],
    crossings: quarters.map(
      (quarter): Crossing => ({
        from: turned([zebra, -kerb - 0.6], quarter),
        to: turned([zebra, kerb + 0.6], quarter),
        width: 3,
        signal: lights ? 2 + (quarter % 2) : null,
      }),
    ),
    walks: walksOf(kerb, zebra, around),
    signals: lights ? plans(lanes, kerb) : [],
  }
}

function surfaces(kerb: number): Surface[] {
  const far = reach + 8
  const strip = (x0: number, z0: number, x1: number, z1: number): GroundPoint[] => [
    [x0, z0],
    [x1, z0],
    [x1, z1],
    [x0, z1],
  ]
  const corner = path(
    [
      [far, kerb],
      [kerb, kerb],
      [kerb, far],
    ],
    2.4,
  )
  return [
    { kind: 'road', outline: strip(-far, -kerb, far, kerb) },
    { kind: 'road', outline: strip(-kerb, -far, kerb, far) },
    // The rounded corner, the street's edge on both sides, and back along the fronts of the houses.
    ...quarters.flatMap((quarter): Surface[] => [
      {
        kind: 'road',
        outline: strip(kerb - 0.1, kerb - 0.1, kerb + 2.4, kerb + 2.4).map((point) => turned(point, quarter)),
      },
      {
        kind: 'sidewalk',
        outline: [
          ...corner.filter(
            (_, index) => index === 0 || index === corner.length - 1 || nearCorner(corner[index], kerb),
          ),
          [kerb + sidewalk, far] as const,
          [kerb + sidewalk, kerb + sidewalk] as const,
          [far, kerb + sidewalk] as const,
        ].map((point) => turned(point, quarter)),
      },
    ]),
  ]
}

const nearCorner = (point: GroundPoint | undefined, kerb: number): boolean =>
  point !== undefined && point[0] < kerb + 3.5 && point[1] < kerb + 3.5

/** Of the arm to the east. */
function markings(lanes: number, kerb: number, zebra: number, stop: number): Marking[] {
  const line = (
    z: number,
    kind: Marking['kind'],
    dash: Marking['dash'],
    colour: Marking['colour'],
  ): Marking => ({
    kind,
    from: [stop, z],
    to: [reach + 8, z],
    width: 0.14,
    dash,
    colour,
  })
  const bars = Math.floor((2 * kerb - 0.6) / 1)
  return [
    line(-0.12, 'centre', null, 'yellow'),
    line(0.12, 'centre', null, 'yellow'),
    ...Array.from({ length: lanes - 1 }, (_, index) => (index + 1) * laneWidth).flatMap((z) => [
      line(z, 'lane', [3, 5], 'white'),
      line(-z, 'lane', [3, 5], 'white'),
    ]),
    // Westbound traffic waits here, on the north side.
    {
      kind: 'stop',
      from: [stop, -0.2],
      to: [stop, -lanes * laneWidth],
      width: 0.45,
      dash: null,
      colour: 'white',
    },
    ...Array.from({ length: bars }, (_, index): Marking => {
      const z = -((bars - 1) / 2) + index
      return {
        kind: 'zebra',
        from: [zebra - 1.5, z],
        to: [zebra + 1.5, z],
        width: 0.5,
        dash: null,
        colour: 'white',
      }
    }),
  ]
}

function houses(draw: Random, kerb: number): Building[] {
  return quarters.flatMap((quarter) => {
    const row: Building[] = []
    const front = kerb + sidewalk + 0.6
    let x = front
    while (x < reach + 6) {
      const [width, depth] = [draw.between(9, 16), draw.between(9, 13)]
      row.push(
        building(draw, {
          at: turned([x + width / 2, front + depth / 2], quarter),
          heading: ((quarter + 1) * Math.PI) / 2,
          width,
          depth,
        }),
      )
      // The first one stands at the corner and has the other street's first place too.
      x += width + draw.between(0.3, 2)
      if (row.length === 1) {
        const [across, back] = [draw.between(10, 15), draw.between(9, 12)]
        row.push(
          building(draw, {
            at: turned([front + back / 2, front + depth + 1 + across / 2], quarter),
            heading: ((quarter + 2) * Math.PI) / 2,
            width: across,
            depth: back,
          }),
          building(draw, {
            at: turned([front + back / 2, front + depth + 2 + across * 1.5], quarter),
            heading: ((quarter + 2) * Math.PI) / 2,
            width: across,
            depth: back,
          }),
        )
      }
    }
    return row
  })
}

interface Way {
  readonly turn: Lane['turn']
  readonly lane: number
  readonly share: number
  /** The arm by which it leaves, for traffic that drives east. */
  readonly exit: number
}

function lanesOf(count: number, kerb: number, zebra: number, stop: number, lights: boolean): Lane[] {
  const last = count - 1
  const ways = Array.from({ length: count }, (_, lane): Way[] => [
    { turn: 'straight', lane, share: 1 - (lane === last ? 0.2 : 0) - (lane === 0 ? 0.12 : 0), exit: 0 },
    ...(lane === last ? [{ turn: 'right', lane, share: 0.2, exit: 3 } as const] : []),
    ...(lane === 0 ? [{ turn: 'left', lane, share: 0.12, exit: 1 } as const] : []),
  ]).flat()
  const all = quarters.flatMap((quarter) =>
    ways.map((way): Lane & { readonly inside: readonly GroundPoint[] } => {
      const points = path(corners(way), way.turn === 'left' ? kerb + 1 : 5.5).map((point) =>
        turned(point, quarter),
      )
      const from = reach - stop
      const to = points.findIndex((point) => {
        const [x, z] = turned(point, -quarter)
        const out = way.exit === 0 ? x : way.exit === 1 ? -z : z
        return out > zebra + 1.8
      })
      return {
        points,
        speedLimit: 11,
        turn: way.turn,
        entry: quarter * count + way.lane,
        share: way.share,
        ends: 'leave',
        signal: lights ? quarter % 2 : null,
        junction: { from, to },
        conflicts: [],
        crossings: [(quarter + 2) % 4, (quarter + way.exit) % 4],
        inside: points.slice(Math.floor(from), to),
      }
    }),
  )
  return all.map(({ inside, ...lane }) => ({
    ...lane,
    conflicts: all.flatMap((other, index) =>
      other.entry !== lane.entry && inside.some((a) => other.inside.some((b) => distance(a, b) < 2.7))
        ? [index]
        : [],
    ),
  }))
}

/** The broken line of a way for traffic that drives east, which keeps to the south side. */
function corners({ turn, lane }: Way): GroundPoint[] {
  const side = (lane + 0.5) * laneWidth
  if (turn === 'straight')
    return [
      [-reach, side],
      [reach, side],
    ]
  return turn === 'right'
    ? [
        [-reach, side],
        [-side, side],
        [-side, reach],
      ]
    : [
        [-reach, side],
        [side, side],
        [side, -reach],
      ]
}

/** Each corner has its point on the sidewalk between two crossings; the far ends of the sidewalks are gates. */
function walksOf(
  kerb: number,
  zebra: number,
  around: (points: readonly GroundPoint[], quarter: number) => GroundPoint[],
): WalkNode[] {
  const middle = kerb + 2
  // Of the corner south of the arm to the east: towards that arm, and towards the arm to the south.
  const own: GroundPoint[] = [
    [zebra, kerb + 0.6],
    [kerb + 0.6, zebra],
    [zebra, middle],
    [middle, zebra],
    [reach - 2, middle],
    [middle, reach - 2],
  ]
  const id = (quarter: number, index: number) => (((quarter % 4) + 4) % 4) * own.length + index
  return quarters.flatMap((quarter) =>
    around(own, quarter).map((at, index): WalkNode => {
      const to = (nodes: number[], across: number | null = null, crossing: number | null = null) => [
        ...nodes.map((node) => ({ node: id(quarter, node), crossing: null })),
        ...(across === null ? [] : [{ node: across, crossing }]),
      ]
      const ways = [
        // Over the arm of its own quarter to the corner north of it, whose points come from the next quarter.
        to([2, 3], id(quarter + 1, 1), quarter),
        to([2, 3], id(quarter - 1, 0), (quarter + 3) % 4),
        to([0, 1, 3, 4]),
        to([0, 1, 2, 5]),
        to([2]),
        to([3]),
      ]
      return { at, to: ways[index] ?? [], gate: index >= 4, stay: null }
    }),
  )
}

function plans(lanes: number, kerb: number): SignalPlan[] {
  const green = 13 + 3 * (lanes - 1)
  const half = green + 5
  const cycle = 2 * half
  // Walkers begin early enough to be over when the others get green.
  const walk = Math.max(4, green + 3 - (2 * kerb + 1.2) / 1.25)
  const vehicles = [
    { from: 0, light: 'green' },
    { from: green, light: 'amber' },
    { from: green + 3, light: 'red' },
  ] as const
  const walkers = [
    { from: 0, light: 'green' },
    { from: walk, light: 'amber' },
    { from: green + 3, light: 'red' },
  ] as const
  const later = (phases: SignalPlan['phases']): SignalPlan => ({
    cycle,
    phases: [{ from: 0, light: 'red' }, ...phases.map((phase) => ({ ...phase, from: phase.from + half }))],
  })
  // Those who walk over the arms to the east and west go with the traffic to the north and south.
  return [{ cycle, phases: vehicles }, later(vehicles), later(walkers), { cycle, phases: walkers }]
}
