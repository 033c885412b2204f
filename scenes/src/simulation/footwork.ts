import { between, distance, headingTo, wrapped } from '../scene/ground.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { type Box, boxOf, corners, distanceToBox, seenFrom } from './box.ts'
import { type Draft, isVehicle, placeOf, standing, tick } from './draft.ts'
import type { Person, Posture } from './state.ts'

/** What somebody on foot minds: others on foot, things in the way, and vehicles that come. */
export interface Surroundings {
  readonly people: readonly { readonly id: number; readonly at: GroundPoint }[]
  readonly boxes: readonly Box[]
  /** The ground that moving vehicles are about to take. */
  readonly swept: readonly Box[]
}

/** Metres from the middle of a person to where they end. */
export const girth = 0.27

export function surroundingsOf(draft: Draft): Surroundings {
  const people: { id: number; at: GroundPoint }[] = []
  const boxes: Box[] = draft.layout.furniture
    .filter(({ kind }) => kind !== 'manhole' && kind !== 'gantry' && kind !== 'air-conditioner')
    .map(({ at, heading, size }) => ({ x: at[0], z: at[1], heading, length: size[0], width: size[1] }))
  const swept: Box[] = []
  for (const { entity, mind } of draft.actors.values()) {
    if (entity.kind === 'person') people.push({ id: entity.id, at: placeOf(entity) })
    const box = boxOf(entity)
    if (box === null) continue
    boxes.push(box)
    if (!isVehicle(entity) || mind === undefined || entity.speed < 0.5) continue
    const reach = entity.speed * 1.3 + 1
    swept.push({
      ...box,
      x: box.x + (Math.cos(box.heading) * reach) / 2,
      z: box.z - (Math.sin(box.heading) * reach) / 2,
      length: box.length + reach,
      width: box.width + 0.5,
    })
  }
  return { people, boxes, swept }
}

/** One step of somebody on foot towards a point, around who and what is in the way. */
export function stepTowards(person: Person, target: GroundPoint, pace: number, around: Surroundings): Person {
  const at = placeOf(person)
  const far = distance(at, target)
  const wanted = Math.min(pace, far / tick)
  const heads = headingTo(at, wayAround(at, target, around.boxes))
  let [vx, vz] = far < 0.01 ? [0, 0] : [Math.cos(heads) * wanted, -Math.sin(heads) * wanted]
  const push = (from: GroundPoint, gap: number, strength: number) => {
    const apart = Math.max(0.01, distance(at, from))
    const force = strength * Math.exp(-gap / 0.3)
    const [ax, az] = [(at[0] - from[0]) / apart, (at[1] - from[1]) / apart]
    // A little to the right as well, so that two who meet do not stand before each other.
    vx += (ax - az * 0.5) * force
    vz += (az + ax * 0.5) * force
  }
  for (const other of around.people) {
    const gap = distance(at, other.at) - 2 * girth
    if (other.id !== person.id && gap < 1) push(other.at, gap, 0.9)
  }
  for (const box of around.boxes) {
    const gap = distanceToBox(box, at) - girth
    if (gap < 0.8) push(nearestPoint(box, at), Math.max(0, gap), 0.7)
  }
  // One gets going within half a second, and is never quite without a step aside.
  const fastest = Math.min(pace, Math.max(0.3, person.speed) + 3 * tick)
  const went = Math.hypot(vx, vz)
  if (went > fastest) [vx, vz] = [(vx / went) * fastest, (vz / went) * fastest]
  let next: GroundPoint = [at[0] + vx * tick, at[1] + vz * tick]
  // Nobody steps before a vehicle that comes; who is there already goes on.
  const inTheWay = (point: GroundPoint) => around.swept.some((box) => distanceToBox(box, point) < girth)
  if (inTheWay(next) && !inTheWay(at)) next = at
  next = outOfAll(next, around.boxes)
  const moved = distance(at, next) / tick
  const heading = moved > 0.15 ? headingTo(at, next) : person.pose.heading
  return {
    ...person,
    pose: standing(next, turnedTowards(person.pose.heading, heading), person.pose.y),
    speed: Math.min(moved, pace * 1.2),
    gait: person.gait + (moved * tick * 2 * Math.PI) / (0.83 * person.look.height),
  }
}

/** The target, or the corner to take first when something stands in between. */
function wayAround(at: GroundPoint, target: GroundPoint, boxes: readonly Box[]): GroundPoint {
  const far = distance(at, target)
  const blocking = boxes.find(
    (box) =>
      distanceToBox(box, at) < Math.min(far, 5) &&
      runsThrough(box, at, target) &&
      distanceToBox(box, target) > girth,
  )
  if (blocking === undefined) return target
  const wider = { ...blocking, length: blocking.length + 1.1, width: blocking.width + 1.1 }
  const [best] = corners(wider)
    .filter((corner) => !runsThrough(blocking, at, corner))
    .toSorted((a, b) => distance(at, a) + distance(a, target) - distance(at, b) - distance(b, target))
  return best ?? target
}

/** Whether the way to a point touches the box within the next metres. */
function runsThrough(box: Box, from: GroundPoint, to: GroundPoint): boolean {
  const far = distance(from, to)
  for (let metres = 0.2; metres < Math.min(far, 8); metres += 0.4)
    if (distanceToBox(box, between(from, to, metres / far)) < girth + 0.05) return true
  return false
}

/** The same person standing still, turning to face a point. */
export function faceTowards(person: Person, point: GroundPoint | null, around: Surroundings): Person {
  const at = outOfAll(placeOf(person), around.boxes)
  const heading =
    point === null ? person.pose.heading : turnedTowards(person.pose.heading, headingTo(at, point))
  return { ...person, pose: standing(at, heading, person.pose.y), speed: 0 }
}

export function withPosture(person: Person, posture: Posture): Person {
  return posture === person.posture
    ? { ...person, postureSeconds: person.postureSeconds + tick }
    : { ...person, posture, previousPosture: person.posture, postureSeconds: 0 }
}

/** Radians a second that somebody turns at most. */
const turning = 5

function turnedTowards(from: number, to: number): number {
  const turn = wrapped(to - from)
  return wrapped(from + Math.sign(turn) * Math.min(Math.abs(turn), turning * tick))
}

/** A person may be pushed aside, but is never inside of anything. */
function outOfAll(point: GroundPoint, boxes: readonly Box[]): GroundPoint {
  let at = point
  for (let round = 0; round < 3; round += 1) {
    const before = at
    for (const box of boxes) if (distanceToBox(box, at) < girth) at = outOf(box, at)
    if (at === before) break
  }
  return at
}

function outOf(box: Box, at: GroundPoint): GroundPoint {
  const { ahead, right } = seenFrom(box, at)
  const [halfLength, halfWidth] = [box.length / 2 + girth + 0.01, box.width / 2 + girth + 0.01]
  const overSide = halfWidth - Math.abs(right) < halfLength - Math.abs(ahead)
  const to = overSide
    ? { ahead, right: (right < 0 ? -1 : 1) * halfWidth }
    : { ahead: (ahead < 0 ? -1 : 1) * halfLength, right }
  return onGround(box, to.ahead, to.right)
}

function nearestPoint(box: Box, at: GroundPoint): GroundPoint {
  const { ahead, right } = seenFrom(box, at)
  const clamp = (value: number, half: number) => Math.min(half, Math.max(-half, value))
  return onGround(box, clamp(ahead, box.length / 2), clamp(right, box.width / 2))
}

const onGround = ({ x, z, heading }: Box, ahead: number, right: number): GroundPoint => [
  x + Math.cos(heading) * ahead + Math.sin(heading) * right,
  z - Math.sin(heading) * ahead + Math.cos(heading) * right,
]
