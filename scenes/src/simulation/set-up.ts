import { ahead, distance, headingTo } from '../scene/ground.ts'
import type { GroundPoint, Scene } from '../scene/scene.ts'
import { vehicle } from './arrivals.ts'
import { add, type Draft, freshId, standing } from './draft.ts'
import { addSellers, addWalker, bags, person, umbrellas } from './people.ts'
import type { Held, Person, Posture, Vehicle } from './state.ts'
import { acrossView } from './view.ts'

const parkedModels = ['sedan', 'suv', 'hatch', 'sedan', 'van'] as const

/** Puts into the place what is there before anything moves. */
export function setUp(draft: Draft): void {
  const { scene, layout } = draft
  for (const at of layout.bins) addBin(draft, at)
  if (scene.incident?.kind === 'car-fire') stall(draft, scene.incident.near)
  const free = layout.bays.filter(({ at }) => isFree(draft, at))
  for (const { at, heading } of free.slice(0, scene.actors.parked)) {
    const car = vehicle(
      draft,
      draft.random.pick(parkedModels),
      at,
      heading + draft.random.between(-0.03, 0.03),
    )
    if (car.kind !== 'two-wheeler') add(draft, { ...car, parked: true })
  }
  addSellers(draft)
  for (let count = 0; count < scene.actors.people; count += 1) addWalker(draft)
  for (const distractor of scene.distractors) distract[distractor]?.(draft, focusOf(scene))
}

/** What the first camera looks at. */
const focusOf = ({ cameras }: Scene): GroundPoint => [cameras[0]?.look[0] ?? 0, cameras[0]?.look[2] ?? 0]

function addBin(draft: Draft, at: GroundPoint): void {
  add(draft, {
    id: freshId(draft),
    kind: 'prop',
    model: 'bin',
    pose: standing(at, 0),
    colour: draft.random.pick(['#2d4a36', '#3a3d42', '#37506b']),
    size: [0.62, 0.62, 1],
    burning: 0,
  })
}

/** A car that broke down: in the bay or the lane by the point. */
function stall(draft: Draft, near: GroundPoint): void {
  const { layout, random } = draft
  const bay = layout.bays.find(({ at }) => distance(at, near) < 5)
  const lane = layout.lanes
    .flatMap(({ points }) => points.slice(1).map((point, index) => ({ from: points[index]!, point })))
    .toSorted((a, b) => distance(a.point, near) - distance(b.point, near))[0]
  const heading = bay?.heading ?? (lane === undefined ? 0 : headingTo(lane.from, lane.point))
  const car = vehicle(draft, random.pick(['sedan', 'suv', 'hatch']), bay?.at ?? near, heading)
  if (car.kind !== 'two-wheeler') add(draft, { ...car, indicators: 'hazard' })
}

const isFree = ({ actors }: Draft, at: GroundPoint): boolean =>
  [...actors.values()].every(
    ({ entity }) => entity.kind !== 'car' || distance([entity.pose.x, entity.pose.z], at) > 6,
  )

/** Tail lights and glare need nobody: the lights' phase and the lens make them. */
const distract: Partial<Record<Scene['distractors'][number], (draft: Draft, focus: GroundPoint) => void>> = {
  umbrella(draft) {
    for (let count = 0; count < 3; count += 1) {
      // Nobody opens one indoors.
      const closed = count === 2 || draft.scene.place.kind === 'shop'
      addWalker(draft, [
        closed ? 'carry' : 'umbrella',
        { kind: closed ? 'umbrella-closed' : 'umbrella', colour: draft.random.pick(umbrellas) },
      ])
    }
  },
  bag(draft) {
    addWalker(draft, ['carry', { kind: 'long-bag', colour: draft.random.pick(bags) }])
    addWalker(draft, ['carry', { kind: 'bag', colour: draft.random.pick(bags) }])
  },
  phone(draft, focus) {
    pose(draft, focus, 'phone-out', { kind: 'phone', colour: '#101114' })
    pose(draft, focus, 'phone-film', { kind: 'phone', colour: '#e4e4e0' })
  },
  drill(draft, focus) {
    pose(draft, focus, 'drill', { kind: 'drill', colour: '#e0a010' })
  },
  steam(draft, focus) {
    const manhole = draft.layout.furniture
      .filter(({ kind }) => kind === 'manhole')
      .toSorted((a, b) => distance(a.at, focus) - distance(b.at, focus))[0]
    add(draft, {
      id: freshId(draft),
      kind: 'steam',
      pose: standing(manhole?.at ?? focus, 0),
      density: 0.6,
      size: 0.8,
      height: 3,
      tone: 'light',
    })
  },
  welding(draft, focus) {
    const welder = pose(draft, focus, 'weld', { kind: 'torch', colour: '#2b2d30' })
    const work = ahead([welder.pose.x, welder.pose.z], welder.pose.heading, 0.8)
    draft.actors.set(welder.id, {
      entity: { ...welder, look: { ...welder.look, hat: { kind: 'mask', colour: '#1b1c1e' } } },
      mind: undefined,
    })
    add(draft, {
      id: freshId(draft),
      kind: 'prop',
      model: 'work-piece',
      pose: standing(work, welder.pose.heading, welder.pose.y),
      colour: '#5b6066',
      size: [0.3, 1.2, 0.55],
      burning: 0,
    })
    add(draft, {
      id: freshId(draft),
      kind: 'sparks',
      pose: standing(work, welder.pose.heading, welder.pose.y + 0.6),
      intensity: 1,
    })
  },
  'stopped-bus'(draft) {
    const stop = draft.layout.furniture.find(({ kind }) => kind === 'bus-stop')
    if (stop === undefined) return
    // The kerb runs along the stop, two metres before it, and the bus stands beside the kerb.
    const bus = vehicle(draft, 'bus', [stop.at[0] - 3, stop.at[1] - 3.48], 0) as Vehicle
    add(draft, { ...bus, braking: true, indicators: 'right' })
    for (let count = 0; count < 3; count += 1)
      add(draft, person(draft, [stop.at[0] - 2.5 + count * 0.9, stop.at[1] - 1.2], Math.PI / 2, 'stand'))
  },
  'hazard-lights'(draft, focus) {
    stall(draft, focus)
  },
}

/** Somebody who stands near the point on the way of walkers and does something there, seen from the side. */
function pose(draft: Draft, near: GroundPoint, posture: Posture, holding: Omit<Held, 'id'>): Person {
  const { layout, random, scene } = draft
  const ways = layout.walks.flatMap(({ at, to, stay }) =>
    stay === 'sell'
      ? []
      : to.flatMap(({ node, crossing }) => (crossing === null ? [{ at, to: layout.walks[node]!.at }] : [])),
  )
  const spots = ways.flatMap(({ at, to }) => {
    const heading = headingTo(at, to)
    return Array.from({ length: Math.floor(distance(at, to)) }, (_, metre) => ahead(at, heading, metre))
  })
  const taken = [...draft.actors.values()].flatMap(({ entity }) =>
    entity.kind === 'person' ? [entity.pose] : [],
  )
  const [spot = near] = spots
    .filter(([x, z]) => taken.every((pose) => Math.hypot(pose.x - x, pose.z - z) > 1.2))
    .toSorted((a, b) => distance(a, near) - distance(b, near))
  const heading = acrossView(scene, spot) + (random.chance(0.5) ? 0 : Math.PI)
  const somebody = person(draft, spot, heading, posture, holding)
  add(draft, somebody)
  return somebody
}
