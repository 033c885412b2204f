import { ahead, between, distance, headingTo } from '../scene/ground.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { add, type Draft, freshId, isClearing, isVehicle, placeOf, standing } from './draft.ts'
import { faceTowards, type Surroundings, stepTowards, surroundingsOf, withPosture } from './footwork.ts'
import { somebody } from './look.ts'
import type { Attacker, Bystander, Walker } from './mind.ts'
import type { Held, Person, Posture } from './state.ts'
import { dimensions } from './vehicles.ts'

/** Moves everybody on foot by one step. */
export function walk(draft: Draft): void {
  const around = surroundingsOf(draft)
  for (const [id, { entity, mind }] of draft.actors) {
    if (entity.kind !== 'person') continue
    if (mind?.kind === 'walker') stroll(draft, around, entity, mind)
    else if (mind?.kind === 'bystander')
      draft.actors.set(id, { entity: react(draft, around, entity, mind), mind })
    else if (mind?.kind === 'attacker')
      draft.actors.set(id, { entity: attack(draft, around, entity, mind), mind })
    else if (mind === undefined) draft.actors.set(id, { entity: remain(around, entity), mind })
  }
}

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
export function addWalker(draft: Draft, fromGate: boolean): void {
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
  const wet = scene.weather === 'rain' && scene.place.kind !== 'shop'
  const carries: readonly [Posture, Omit<Held, 'id'> | null] =
    wet && random.chance(0.75)
      ? ['umbrella', { kind: 'umbrella', colour: random.pick(umbrellas) }]
      : random.chance(0.12)
        ? ['phone-ear', { kind: 'phone', colour: '#101114' }]
        : random.chance(0.15)
          ? ['carry', { kind: 'bag', colour: random.pick(bags) }]
          : ['walk', null]
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

function stroll(draft: Draft, around: Surroundings, entity: Person, mind: Walker): void {
  const { layout, second, random } = draft
  const settle = (person: Person, next: Walker) => draft.actors.set(entity.id, { entity: person, mind: next })
  const rest = mind.posture === 'walk' ? 'stand' : mind.posture
  if (second < mind.pausedUntil) {
    const stay = layout.walks[mind.node]?.stay
    const posture =
      stay === 'browse' && entity.holding === null && Math.sin(second + entity.id) > 0.2 ? 'reach' : rest
    settle(withPosture(faceTowards(entity, shelfBy(draft, mind.node), around), posture), mind)
    return
  }
  const [next] = mind.route
  const node = next === undefined ? undefined : layout.walks[next]
  if (next === undefined || node === undefined) {
    draft.actors.delete(entity.id)
    addWalker(draft, true)
    return
  }
  const crossing = layout.walks[mind.node]?.to.find(({ node }) => node === next)?.crossing ?? null
  if (crossing !== null && mind.crossing === null) {
    const starts = mayCross(draft, crossing)
    const facing: GroundPoint = [node.at[0] + mind.beside[0], node.at[1] + mind.beside[1]]
    settle(withPosture(faceTowards(entity, facing, around), rest), starts ? { ...mind, crossing } : mind)
    return
  }
  const target: GroundPoint = [node.at[0] + mind.beside[0], node.at[1] + mind.beside[1]]
  const pace = mind.crossing === null ? mind.pace : Math.max(1.3, mind.pace)
  const moved = stepTowards(entity, target, pace, around)
  const grounded = { ...moved, pose: { ...moved.pose, y: groundAt(draft, placeOf(moved)) } }
  const arrived = distance(placeOf(moved), target) < (node.stay === null ? 0.6 : 0.25)
  const walking = withPosture(grounded, mind.posture)
  if (!arrived) settle(walking, mind)
  else {
    const pause = node.stay === null ? 0 : random.between(3, 9)
    settle(walking, {
      ...mind,
      node: next,
      route: mind.route.slice(1),
      crossing: null,
      pausedUntil: second + pause,
    })
  }
}

/** Walkers cross when their light is green and nobody is let in over the crossing or could no longer stop. */
function mayCross(draft: Draft, crossing: number): boolean {
  const signal = draft.layout.crossings[crossing]?.signal ?? null
  if (isClearing(draft) || (signal !== null && draft.signals[signal] !== 'green')) return false
  for (const { entity, mind } of draft.actors.values()) {
    if (mind?.kind !== 'driver' || !isVehicle(entity)) continue
    const lane = draft.layout.lanes[mind.lane]
    if (lane === undefined || lane.junction === null || !lane.crossings.includes(crossing)) continue
    if (mind.admitted) return false
    const toLine = lane.junction.from - mind.along - dimensions[entity.model].length / 2
    if (toLine > -1 && entity.speed > 1 && (entity.speed * entity.speed) / 5 + 1 > toLine) return false
  }
  return true
}

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
    const way = shortestWay(draft, from, stop)
    from = stop
    return way
  })
}

/** Fewest nodes from one to another, without the first. */
function shortestWay({ layout }: Draft, from: number, to: number): number[] {
  const cameFrom = new Map<number, number>([[from, from]])
  const queue = [from]
  for (let node = queue.shift(); node !== undefined && node !== to; node = queue.shift()) {
    for (const { node: next } of layout.walks[node]?.to ?? []) {
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

/** What one looks at in a shop: the nearest shelf, or the till. */
function shelfBy({ layout }: Draft, node: number): GroundPoint | null {
  const here = layout.walks[node]?.at
  if (here === undefined) return null
  const near = layout.furniture
    .filter(({ kind }) => kind === 'shelf' || kind === 'till' || kind === 'stall')
    .toSorted((a, b) => distance(a.at, here) - distance(b.at, here))[0]
  return near?.at ?? null
}

/** Goes to its spot once it has understood, and looks at what happened. */
function react(
  { second, layout, scene }: Draft,
  around: Surroundings,
  person: Person,
  mind: Bystander,
): Person {
  if (second < mind.from) return withPosture(faceTowards(person, mind.facing, around), calm(person))
  if (distance(placeOf(person), mind.spot) > 0.4) {
    const moved = stepTowards(person, mind.spot, mind.pace, around)
    const grounded = { ...moved, pose: { ...moved.pose, y: groundAt({ layout, scene }, placeOf(moved)) } }
    return withPosture(grounded, mind.pace > 2.2 ? 'run' : calm(person))
  }
  return withPosture(faceTowards(person, mind.facing, around), mind.then)
}

const calm = ({ posture }: Person): Posture =>
  posture === 'umbrella' || posture === 'carry' || posture === 'phone-ear' ? posture : 'stand'

function attack({ second }: Draft, around: Surroundings, person: Person, mind: Attacker): Person {
  const armed = { ...person, holding: mind.weapon }
  const hidden = second < mind.draws ? person : armed
  if (distance(placeOf(person), mind.spot) > 0.15 && second < mind.draws + 1)
    return withPosture(stepTowards(hidden, mind.spot, mind.pace, around), 'walk')
  const still = faceTowards(hidden, mind.facing, around)
  if (second < mind.draws) return withPosture(still, 'stand')
  return withPosture(still, mind.weapon.kind === 'knife' ? 'slash' : 'aim')
}

const remain = (around: Surroundings, person: Person): Person =>
  person.posture === 'fallen'
    ? person
    : withPosture(faceTowards(person, ahead(placeOf(person), person.pose.heading, 5), around), person.posture)

/** How high one stands there: sidewalks are a step above the road. */
export function groundAt({ layout, scene }: Pick<Draft, 'layout' | 'scene'>, [x, z]: GroundPoint): number {
  if (scene.place.kind !== 'intersection') return 0
  const kerb =
    Math.min(...layout.crossings.map(({ from }) => Math.min(Math.abs(from[0]), Math.abs(from[1])))) - 0.6
  return Math.abs(x) > kerb && Math.abs(z) > kerb ? 0.12 : 0
}
