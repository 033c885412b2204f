import { between, distance, headingTo } from '../scene/ground.ts'
import type { Layout } from '../scene/layout.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { add, type Draft, freshId, standing } from './draft.ts'
import { somebody } from './look.ts'
import type { Held, Person, Posture } from './state.ts'

/** Somebody new, standing there. Held things get an id of their own. */
export function person(
  draft: Draft,
  at: GroundPoint,
  heading: number,
  posture: Posture,
  holding: Omit<Held, 'id'> | null = null,
): Person {
  const id = freshId(draft)
  const bare: Person = {
    id,
    kind: 'person',
    pose: standing(at, heading, groundAt(draft, at)),
    look: somebody(draft.random, draft.scene.weather === 'rain' || draft.scene.weather === 'snow'),
    posture,
    postureSeconds: 10,
    previousPosture: posture,
    speed: 0,
    gait: draft.random.between(0, 2 * Math.PI),
    holding: null,
  }
  // Only what is there counts as taken, so the person comes before what it holds.
  add(draft, bare)
  return holding === null ? bare : { ...bare, holding: { id: freshId(draft), ...holding } }
}

/** Brings a walker to a node, or between two when the scene begins. */
export function addWalker(draft: Draft, carrying?: Carrying, fromGate = false): void {
  const { layout, random, scene } = draft
  const nodes = [...layout.walks.keys()].filter((index) => {
    const node = layout.walks[index]!
    return fromGate ? node.gate : node.to.length > 0
  })
  if (nodes.length === 0) return
  const node = random.pick(nodes)
  const here = layout.walks[node]!
  const [first, ...rest] = routeFrom(draft, node)
  if (first === undefined) return
  const next = layout.walks[first]!
  const overCrossing = here.to.find(({ node }) => node === first)?.crossing !== null
  const start = fromGate || overCrossing ? here.at : between(here.at, next.at, random.next())
  const beside: GroundPoint =
    scene.place.kind === 'shop' ? [0, 0] : [random.between(-0.5, 0.5), random.between(-0.5, 0.5)]
  const at: GroundPoint = [start[0] + beside[0], start[1] + beside[1]]
  const carries = carrying ?? carryingOf(draft)
  add(draft, person(draft, at, headingTo(here.at, next.at), carries[0], carries[1]), {
    kind: 'walker',
    node,
    route: [first, ...rest],
    beside,
    pace: random.between(1.15, 1.55) * (scene.place.kind === 'shop' ? 0.7 : 1),
    crossing: null,
    pausedUntil: 0,
    posture: carries[0],
  })
}

/** How somebody carries what. */
export type Carrying = readonly [Posture, Omit<Held, 'id'> | null]

function carryingOf({ scene, random }: Draft): Carrying {
  const wet = scene.weather === 'rain' && scene.place.kind !== 'shop'
  if (wet && random.chance(0.75)) return ['umbrella', { kind: 'umbrella', colour: random.pick(umbrellas) }]
  if (random.chance(0.12)) return ['phone-ear', { kind: 'phone', colour: '#101114' }]
  return random.chance(0.15) ? ['carry', { kind: 'bag', colour: random.pick(bags) }] : ['walk', null]
}

/** Clerks and vendors stand where they sell. */
export function addSellers(draft: Draft): void {
  const { walks, furniture } = draft.layout
  for (const { at, stay } of walks) {
    if (stay !== 'sell') continue
    const counter = furniture
      .filter(({ kind }) => kind === 'till' || kind === 'stall')
      .toSorted((a, b) => distance(a.at, at) - distance(b.at, at))[0]
    add(draft, person(draft, at, counter === undefined ? 0 : headingTo(at, counter.at), 'stand'))
  }
}

export const umbrellas = ['#8a1c2c', '#1c2f5a', '#222426', '#d8c23c', '#3c6e52', '#b9bcc4']
export const bags = ['#6b3f24', '#1d1d20', '#8c8a80', '#7c2436']

/** Through the nodes to somewhere else: in a shop from shelf to shelf to the till and out, elsewhere to a far gate. */
function routeFrom(draft: Draft, node: number): number[] {
  const { walks } = draft.layout
  const { random } = draft
  const indices = [...walks.keys()]
  const shelves = indices.filter((index) => walks[index]?.stay === 'browse')
  const gates = indices.filter((index) => walks[index]?.gate && index !== node)
  const stops =
    draft.scene.place.kind === 'shop' && shelves.length > 0
      ? [
          ...Array.from({ length: 1 + random.below(3) }, () => random.pick(shelves)),
          ...indices.filter((index) => walks[index]?.stay === 'pay').slice(0, 1),
          ...indices.filter((index) => walks[index]?.gate),
        ]
      : gates.length > 0
        ? [random.pick(gates)]
        : []
  let from = node
  return stops.flatMap((stop) => {
    const way = shortestWay(draft.layout, from, stop)
    from = stop
    return way
  })
}

/** Fewest nodes from one to another, without the first. */
export function shortestWay({ walks }: Layout, from: number, to: number): number[] {
  const cameFrom = new Map<number, number>([[from, from]])
  const queue = [from]
  for (let node = queue.shift(); node !== undefined && node !== to; node = queue.shift()) {
    for (const { node: next } of walks[node]?.to ?? []) {
      if (cameFrom.has(next)) continue
      cameFrom.set(next, node)
      queue.push(next)
    }
  }
  const way: number[] = []
  for (let node: number | undefined = to; node !== undefined && node !== from; node = cameFrom.get(node))
    way.unshift(node)
  return cameFrom.has(to) ? way : []
}

/** How high one stands there: sidewalks are a step above the road. */
export function groundAt({ layout, scene }: Pick<Draft, 'layout' | 'scene'>, [x, z]: GroundPoint): number {
  if (scene.place.kind !== 'intersection') return 0
  const kerb =
    Math.min(...layout.crossings.map(({ from }) => Math.min(Math.abs(from[0]), Math.abs(from[1])))) - 0.6
  return Math.abs(x) > kerb && Math.abs(z) > kerb ? 0.12 : 0
}
