import { distance } from '../scene/ground.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { boxOf, contact, seenFrom } from './box.ts'
import { type Actor, add, type Draft, freshId, isVehicle, placeOf, standing, tick } from './draft.ts'
import type { Sliding } from './mind.ts'
import type { Person, Plume, Prop, TwoWheeler, Vehicle } from './state.ts'
import { dimensions } from './vehicles.ts'

const gravity = 9.81
/** How much of the closing speed a blow gives back, and how much of it goes sideways. */
const bounce = 0.12
const scrape = 0.45

/** Moves what nobody steers by one step: wrecks hit each other, skid, turn and come to rest; pieces fly. */
export function slide(draft: Draft): void {
  collide(draft)
  for (const [id, { entity, mind }] of draft.actors) {
    if (mind?.kind === 'drifting' && entity.kind === 'prop') drift(draft, id)
    else if (mind?.kind === 'sliding' && (isVehicle(entity) || entity.kind === 'person'))
      skid(draft, entity, mind)
  }
}

/** Takes a vehicle or a person out of its own control, with the speed that it has. */
export function letGo(actor: Actor, spin = 0): void {
  const { entity, mind } = actor
  if (mind?.kind === 'sliding' || !('speed' in entity)) return
  const { heading } = entity.pose
  const [x, z] = [Math.cos(heading) * entity.speed, -Math.sin(heading) * entity.speed]
  actor.mind = { kind: 'sliding', x, z, spin }
}

/** Throws the rider off; the machine slides on by itself. The rider's id, or undefined when there is none. */
export function throwRider(draft: Draft, id: number): number | undefined {
  const actor = draft.actors.get(id)
  if (actor?.entity.kind !== 'two-wheeler' || actor.entity.rider === null) return undefined
  const { rider, pose, speed } = actor.entity
  const person: Person = {
    id: freshId(draft),
    kind: 'person',
    pose: standing(
      [pose.x - Math.sin(pose.heading) * 0.9, pose.z - Math.cos(pose.heading) * 0.9],
      pose.heading,
    ),
    look: rider,
    posture: 'fallen',
    postureSeconds: 0,
    previousPosture: 'stand',
    speed: speed * 0.8,
    gait: 0,
    holding: null,
  }
  letGo(actor, 2.5)
  actor.entity = { ...actor.entity, rider: null }
  const fallen: Actor = { entity: person, mind: undefined }
  letGo(fallen)
  add(draft, person, fallen.mind)
  return person.id
}

/** Every blow of this step between something that slides, or that is driven blindly, and another vehicle. */
function collide(draft: Draft): void {
  const ids = [...draft.actors].flatMap(([id, { entity }]) => (isVehicle(entity) ? [id] : []))
  for (const [index, first] of ids.entries()) {
    for (const second of ids.slice(index + 1)) {
      const [a, b] = [draft.actors.get(first)!, draft.actors.get(second)!]
      if (isLoose(a, second) || isLoose(b, first)) hit(draft, a, b)
    }
  }
}

const isLoose = ({ mind }: Actor, other: number): boolean =>
  mind?.kind === 'sliding' || (mind?.kind === 'driver' && mind.blindTo?.id === other)

function hit(draft: Draft, a: Actor, b: Actor): void {
  const [boxA, boxB] = [boxOf(a.entity), boxOf(b.entity)]
  const touch = boxA === null || boxB === null ? null : contact(boxA, boxB)
  if (touch === null || !isVehicle(a.entity) || !isVehicle(b.entity)) return
  for (const actor of [a, b]) {
    letGo(actor)
    throwRider(draft, actor.entity.id)
  }
  const [bodyA, bodyB] = [bodyOf(a), bodyOf(b)]
  const [nx, nz] = touch.normal
  const share = bodyB.mass / (bodyA.mass + bodyB.mass)
  shift(a, nx * touch.depth * share, nz * touch.depth * share)
  shift(b, -nx * touch.depth * (1 - share), -nz * touch.depth * (1 - share))
  const [armA, armB] = [armOf(bodyA, touch.at), armOf(bodyB, touch.at)]
  const [vx, vz] = minus(speedAt(bodyA, armA), speedAt(bodyB, armB))
  const closing = vx * nx + vz * nz
  if (closing >= 0) return
  const along: GroundPoint = [-nz, nx]
  const blow = (-(1 + bounce) * closing) / softness(bodyA, armA, bodyB, armB, touch.normal)
  const sideways = -(vx * along[0] + vz * along[1]) / softness(bodyA, armA, bodyB, armB, along)
  const rub = Math.max(-scrape * blow, Math.min(scrape * blow, sideways))
  const impulse: GroundPoint = [nx * blow + along[0] * rub, nz * blow + along[1] * rub]
  push(a, bodyA, armA, impulse)
  push(b, bodyB, armB, [-impulse[0], -impulse[1]])
  for (const [actor, body] of [
    [a, bodyA],
    [b, bodyB],
  ] as const)
    dent(actor, blow / body.mass, touch.at)
  if (blow / Math.min(bodyA.mass, bodyB.mass) > 1.5) scatter(draft, touch.at, bodyA, bodyB)
  recordCrash(draft, [a.entity.id, b.entity.id])
}

/** The first blow is the incident; who is hit later belongs to it. */
function recordCrash(draft: Draft, ids: readonly number[]): void {
  const { incident } = draft
  if (incident === null)
    draft.incident = { kind: 'crash', label: 'accident', entities: ids, since: draft.second }
  else if (incident.label === 'accident')
    draft.incident = { ...incident, entities: [...new Set([...incident.entities, ...ids])] }
}

/** In metres, kilograms and seconds; the plane's axes are x and z, so that a spin counter-clockwise from above is negative. */
interface Moving {
  readonly at: GroundPoint
  readonly velocity: GroundPoint
  readonly spin: number
  readonly mass: number
  readonly inertia: number
}

function bodyOf({ entity, mind }: Actor): Moving {
  const { length, width, height } = dimensions[(entity as Vehicle | TwoWheeler).model]
  const mass = length * width * height * 110
  const sliding = mind?.kind === 'sliding' ? mind : { x: 0, z: 0, spin: 0 }
  return {
    at: placeOf(entity),
    velocity: [sliding.x, sliding.z],
    spin: -sliding.spin,
    mass,
    inertia: (mass * (length * length + width * width)) / 12,
  }
}

const minus = (a: GroundPoint, b: GroundPoint): GroundPoint => [a[0] - b[0], a[1] - b[1]]
const cross = (a: GroundPoint, b: GroundPoint): number => a[0] * b[1] - a[1] * b[0]
const armOf = ({ at }: Moving, point: GroundPoint): GroundPoint => minus(point, at)
const speedAt = ({ velocity, spin }: Moving, [x, z]: GroundPoint): GroundPoint => [
  velocity[0] - spin * z,
  velocity[1] + spin * x,
]

/** How much two bodies part along a direction for a unit of impulse there. */
const softness = (
  a: Moving,
  armA: GroundPoint,
  b: Moving,
  armB: GroundPoint,
  direction: GroundPoint,
): number =>
  1 / a.mass + 1 / b.mass + cross(armA, direction) ** 2 / a.inertia + cross(armB, direction) ** 2 / b.inertia

function push(actor: Actor, body: Moving, arm: GroundPoint, impulse: GroundPoint): void {
  actor.mind = {
    kind: 'sliding',
    x: body.velocity[0] + impulse[0] / body.mass,
    z: body.velocity[1] + impulse[1] / body.mass,
    spin: -(body.spin + cross(arm, impulse) / body.inertia),
  }
}

function shift(actor: Actor, x: number, z: number): void {
  const { pose } = actor.entity
  actor.entity = { ...actor.entity, pose: { ...pose, x: pose.x + x, z: pose.z + z } }
}

/** @param change metres a second that the blow took or gave */
function dent(actor: Actor, change: number, at: GroundPoint): void {
  const box = boxOf(actor.entity)
  if (!isVehicle(actor.entity) || box === null) return
  const { ahead, right } = seenFrom(box, at)
  const { amount, bearing } = actor.entity.damage
  const added = Math.min(1, change / 8)
  actor.entity = {
    ...actor.entity,
    damage: {
      amount: Math.min(1, amount + added),
      bearing: added > amount ? Math.atan2(-right, ahead) : bearing,
    },
  }
}

function scatter(draft: Draft, at: GroundPoint, a: Moving, b: Moving): void {
  const { random } = draft
  const [x, z] = [(a.velocity[0] + b.velocity[0]) / 2, (a.velocity[1] + b.velocity[1]) / 2]
  const debris = [...draft.actors.values()].filter(
    ({ entity }) => entity.kind === 'prop' && entity.model === 'debris',
  )
  for (let piece = debris.length; piece < 24; piece += 1) {
    const prop: Prop = {
      id: freshId(draft),
      kind: 'prop',
      model: 'debris',
      pose: standing(at, random.between(-Math.PI, Math.PI), random.between(0.3, 0.8)),
      colour: random.pick(['#1d1e20', '#2a2b2d', '#c9cbd0', '#8c1c1c']),
      size: [random.between(0.06, 0.32), random.between(0.04, 0.2), random.between(0.02, 0.08)],
      burning: 0,
    }
    const [away, speed] = [random.between(-Math.PI, Math.PI), random.between(0.6, 3.5)]
    add(draft, prop, {
      kind: 'drifting',
      x: x * 0.6 + Math.cos(away) * speed,
      y: random.between(0.5, 3.2),
      z: z * 0.6 + Math.sin(away) * speed,
      spin: random.between(-9, 9),
    })
  }
}

function skid(draft: Draft, entity: Vehicle | TwoWheeler | Person, mind: Sliding): void {
  const { weather } = draft.scene
  const grip =
    (weather === 'rain' ? 0.45 : weather === 'snow' ? 0.3 : 0.6) * gravity * (isVehicle(entity) ? 1 : 0.7)
  const speed = Math.hypot(mind.x, mind.z)
  const kept = speed === 0 ? 0 : Math.max(0, speed - grip * tick) / speed
  const turning = Math.sign(mind.spin) * Math.max(0, Math.abs(mind.spin) - grip * 0.35 * tick)
  const { pose } = entity
  const moved = {
    pose: {
      ...pose,
      x: pose.x + mind.x * kept * tick,
      z: pose.z + mind.z * kept * tick,
      heading: pose.heading + turning * tick,
    },
    speed: speed * kept,
  }
  const rests = speed * kept < 0.05 && Math.abs(turning) < 0.05
  const next: Actor = {
    entity:
      entity.kind === 'person'
        ? { ...entity, ...moved, postureSeconds: entity.postureSeconds + tick }
        : stillDriven(entity, moved),
    mind: rests ? undefined : { kind: 'sliding', x: mind.x * kept, z: mind.z * kept, spin: turning },
  }
  draft.actors.set(entity.id, next)
  if (rests && entity.kind === 'car' && entity.damage.amount > 0.25) steam(draft, entity)
}

/** How a vehicle looks while it slides: two wheels fall to their right, four brake. */
function stillDriven(
  entity: Vehicle | TwoWheeler,
  moved: { pose: Vehicle['pose']; speed: number },
): Vehicle | TwoWheeler {
  const braking = moved.speed > 0.05
  if (entity.kind !== 'two-wheeler')
    return { ...entity, ...moved, braking, indicators: braking ? entity.indicators : 'hazard' }
  const roll = Math.min(1.45, moved.pose.roll + 4 * tick)
  return { ...entity, ...moved, braking, pose: { ...moved.pose, roll } }
}

/** A broken radiator. */
function steam(draft: Draft, { pose, model }: Vehicle): void {
  const reach = dimensions[model].length * 0.38
  const at: GroundPoint = [pose.x + Math.cos(pose.heading) * reach, pose.z - Math.sin(pose.heading) * reach]
  const near = [...draft.actors.values()].some(
    ({ entity }) => entity.kind === 'steam' && distance(placeOf(entity), at) < 3,
  )
  if (near) return
  const plume: Plume = {
    id: freshId(draft),
    kind: 'steam',
    pose: standing(at, pose.heading, 0.9),
    density: 0.35,
    size: 0.6,
    height: 2.2,
    tone: 'light',
  }
  add(draft, plume)
}

function drift(draft: Draft, id: number): void {
  const { entity, mind } = draft.actors.get(id)!
  if (entity.kind !== 'prop' || mind?.kind !== 'drifting') return
  const floor = entity.size[2] / 2
  const grounded = entity.pose.y <= floor && mind.y <= 0
  const kept = grounded ? Math.max(0, 1 - 5 * tick) : 1
  const next = {
    ...mind,
    x: mind.x * kept,
    z: mind.z * kept,
    y: grounded ? 0 : mind.y - gravity * tick,
    spin: mind.spin * kept,
  }
  const { pose } = entity
  draft.actors.set(id, {
    entity: {
      ...entity,
      pose: {
        ...pose,
        x: pose.x + next.x * tick,
        y: Math.max(floor, pose.y + next.y * tick),
        z: pose.z + next.z * tick,
        heading: pose.heading + next.spin * tick,
        pitch: grounded ? pose.pitch * kept : pose.pitch + next.spin * tick,
      },
    },
    mind: grounded && Math.hypot(next.x, next.z) < 0.05 ? undefined : next,
  })
}
