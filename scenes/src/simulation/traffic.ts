import type { Lane } from '../scene/layout.ts'
import { boxOf, distanceToBox } from './box.ts'
import { type Draft, isClosed, isVehicle, placeOf, standing, tick } from './draft.ts'
import type { Driver } from './mind.ts'
import { gapTo, type Solid, solidsOf } from './solids.ts'
import type { TwoWheeler, Vehicle } from './state.ts'
import { bendOn, lengthOf, pointOn, poseOn } from './track.ts'
import { dimensions } from './vehicles.ts'

/** Metres a second squared: what drivers like, and what brakes can do. */
export const comfort = { pull: 2, brake: 2.5, corner: 2.4 }
const hardestBrake = 8
/** Seconds and metres that are kept to the one ahead. */
const headway = 1.1
const standstillGap = 1.2

/** Moves every vehicle that somebody drives by one step. */
export function drive(draft: Draft): void {
  const drivers = [...draft.actors.keys()].flatMap((id) => driverOf(draft, id) ?? [])
  for (const driver of drivers) admit(draft, drivers, driver)
  const solids = solidsOf(draft)
  // All decide on the same picture of the street before anyone moves.
  const speeds = drivers.map((driver) => nextSpeed(drivers, solids, driver))
  for (const [index, driver] of drivers.entries()) move(draft, driver, speeds[index] ?? 0)
}

interface Moving {
  readonly id: number
  readonly vehicle: Vehicle | TwoWheeler
  readonly mind: Driver
  readonly lane: Lane
  readonly length: number
  readonly width: number
}

function driverOf(draft: Draft, id: number): Moving | undefined {
  const actor = draft.actors.get(id)
  if (actor?.mind?.kind !== 'driver' || !isVehicle(actor.entity)) return undefined
  const lane = draft.layout.lanes[actor.mind.lane]
  if (lane === undefined) return undefined
  return { id, vehicle: actor.entity, mind: actor.mind, lane, ...dimensions[actor.entity.model] }
}

const front = ({ mind, length }: Moving): number => mind.along + length / 2
const rear = ({ mind, length }: Moving): number => mind.along - length / 2
const lightOf = (draft: Draft, lane: Lane) => (lane.signal === null ? 'green' : draft.signals[lane.signal])
const stoppingDistance = (speed: number): number => (speed * speed) / (2 * comfort.brake)

/** Decides whether a driver may enter its junction; `drivers` sees the decision at once. */
function admit(draft: Draft, drivers: Moving[], driver: Moving): void {
  const admitted = mayEnter(draft, drivers, driver)
  if (admitted === driver.mind.admitted) return
  const mind = { ...driver.mind, admitted }
  drivers[drivers.indexOf(driver)] = { ...driver, mind }
  const actor = draft.actors.get(driver.id)
  if (actor !== undefined) actor.mind = mind
}

function mayEnter(draft: Draft, drivers: readonly Moving[], driver: Moving): boolean {
  const { lane, mind, vehicle } = driver
  if (lane.junction === null) return false
  const toLine = lane.junction.from - front(driver)
  if (toLine < 0) return rear(driver) < lane.junction.to
  if (mind.blindTo !== null) return true
  const light = lightOf(draft, lane)
  if (mind.admitted) {
    const couldStop = stoppingDistance(vehicle.speed) < toLine
    return light === 'green' || (light === 'amber' && !couldStop)
  }
  const near = toLine < stoppingDistance(vehicle.speed) + 8
  // Who turned left in vain all the green long goes when the others have to stop.
  const letGo = light === 'green' || (light === 'amber' && lane.turn === 'left' && toLine < 2)
  if (!near || !letGo || isClosed(draft)) return false
  const others = drivers.filter(({ id }) => id !== driver.id)
  return (
    !others.some(
      (other) =>
        other.lane.entry === lane.entry && isBetween(rear(other), front(driver) - 1, lane.junction!.from),
    ) &&
    !others.some((other) => other.mind.admitted && lane.conflicts.includes(other.mind.lane)) &&
    !(lane.turn === 'left' && others.some((other) => comesFirst(draft, lane, other))) &&
    !lane.crossings.some((crossing) => isWalked(draft, crossing)) &&
    hasRoomBehind(others, driver)
  )
}

const isBetween = (value: number, least: number, most: number): boolean => value >= least && value < most

/** Oncoming traffic goes before those who turn left across it. */
function comesFirst(draft: Draft, lane: Lane, other: Moving): boolean {
  if (other.lane.junction === null || !lane.conflicts.includes(other.mind.lane)) return false
  const toLine = other.lane.junction.from - front(other)
  return (
    toLine > 0 &&
    lightOf(draft, other.lane) === 'green' &&
    other.vehicle.speed > 2 &&
    toLine / other.vehicle.speed < 3
  )
}

function isWalked(draft: Draft, crossing: number): boolean {
  for (const { mind } of draft.actors.values())
    if (mind?.kind === 'walker' && mind.crossing === crossing) return true
  return false
}

/** Nobody enters who could not leave: the one ahead must not stand where the junction ends. */
function hasRoomBehind(others: readonly Moving[], { lane, length }: Moving): boolean {
  const end = lane.junction?.to ?? 0
  const exit = Array.from({ length: Math.ceil(length) + 2 }, (_, metre) => pointOn(lane, end + metre))
  return !others.some(({ vehicle }) => {
    const box = boxOf(vehicle)
    return vehicle.speed < 2 && box !== null && exit.some((point) => distanceToBox(box, point) < 0.8)
  })
}

function nextSpeed(drivers: readonly Moving[], solids: readonly Solid[], driver: Moving): number {
  const { lane, mind, vehicle } = driver
  const { speed } = vehicle
  const wanted = wantedSpeed(drivers, driver)
  const lead = leadOf(solids, driver, Math.max(18, speed * 3.5 + 8))
  const waits = [
    ...(lane.junction !== null && !mind.admitted && front(driver) < lane.junction.from
      ? [lane.junction.from - front(driver)]
      : []),
    ...(mind.halt === null ? [] : [mind.halt.at - mind.along + standstillGap]),
    ...(lane.ends === 'park' ? [lengthOf(lane) - mind.along + standstillGap] : []),
  ].map((gap) => ({ gap, speed: 0 }))
  const ahead = lead === null ? waits : [lead, ...waits]
  const pull = mind.blindTo === null ? comfort.pull : blindPull
  const acceleration = Math.max(
    -hardestBrake,
    Math.min(
      ...ahead.map((one) => followed(speed, wanted, pull, one)),
      speed > wanted ? -comfort.brake : freely(speed, wanted, pull),
    ),
  )
  const next = Math.max(0, speed + acceleration * tick)
  // Whatever the model says, nobody drives into what stands before them.
  const room = lead === null ? next : Math.max(0, lead.gap - 0.25) / tick
  return Math.min(next, room)
}

const freely = (speed: number, wanted: number, pull: number): number =>
  pull * (1 - (speed / Math.max(0.1, wanted)) ** 4)

/** The Intelligent Driver Model: the acceleration behind something `gap` metres ahead. */
function followed(
  speed: number,
  wanted: number,
  pull: number,
  ahead: { gap: number; speed: number },
): number {
  const closing = (speed * (speed - ahead.speed)) / (2 * Math.sqrt(pull * comfort.brake))
  const desired = standstillGap + Math.max(0, speed * headway + closing)
  return pull * (1 - (speed / Math.max(0.1, wanted)) ** 4 - (desired / Math.max(0.05, ahead.gap)) ** 2)
}

function wantedSpeed(drivers: readonly Moving[], driver: Moving): number {
  const { lane, mind, vehicle } = driver
  if (mind.blindTo !== null) return blindSpeed(drivers, driver)
  let wanted = Math.min(mind.cruise, lane.speedLimit)
  if (lane.turn === 'straight' && lane.ends === 'leave') return wanted
  for (let ahead = 0; ahead < stoppingDistance(vehicle.speed) + 3; ahead += 2) {
    const bend = Math.abs(bendOn(lane, mind.along + ahead))
    const inBend = Math.sqrt(comfort.corner / Math.max(0.001, bend))
    wanted = Math.min(wanted, Math.sqrt(inBend ** 2 + 2 * comfort.brake * 0.7 * ahead))
  }
  return wanted
}

const blindTopSpeed = 14
const blindPull = 4

/** Two who do not see each other reach the point where they meet at the same time. */
function blindSpeed(drivers: readonly Moving[], { mind, vehicle }: Moving): number {
  const { blindTo } = mind
  const other = drivers.find(({ id }) => id === blindTo?.id)
  if (blindTo === null || blindTo.meet === null || other === undefined) return mind.cruise
  const own = blindTo.meet - mind.along
  const others = (other.mind.blindTo?.meet ?? other.mind.along) - other.mind.along
  const seconds = Math.max(
    secondsBlindly(own, vehicle.speed),
    secondsBlindly(others, other.vehicle.speed),
    0.1,
  )
  return Math.min(blindTopSpeed, Math.max(3, own / seconds))
}

/** The least seconds that a driver who sees nothing takes for some metres, from a speed on. */
export function secondsBlindly(metres: number, speed: number): number {
  const top = Math.max(speed, blindTopSpeed)
  const pulling = (top - speed) / blindPull
  const pulled = ((speed + top) / 2) * pulling
  return metres < pulled
    ? (Math.sqrt(speed * speed + 2 * blindPull * Math.max(0, metres)) - speed) / blindPull
    : pulling + (metres - pulled) / top
}

/** The first thing on the way: metres until it would be touched, and how fast it goes the same way. */
function leadOf(
  solids: readonly Solid[],
  driver: Moving,
  within: number,
): { readonly gap: number; readonly speed: number } | null {
  const { id, lane, mind, vehicle, length, width } = driver
  const at = placeOf(vehicle)
  let lead: { gap: number; speed: number } | null = null
  for (const solid of solids) {
    if (solid.id === id || solid.id === mind.blindTo?.id) continue
    const { box } = solid
    if (Math.hypot(box.x - at[0], box.z - at[1]) > within + length / 2 + box.length) continue
    const gap = gapTo(solid, lane, mind, length, width, Math.min(within, lead?.gap ?? within))
    if (gap === null) continue
    const heading = poseOn(lane, mind.along + length / 2 + gap, 2, 0).heading
    const along = solid.velocity[0] * Math.cos(heading) - solid.velocity[1] * Math.sin(heading)
    lead = { gap, speed: Math.max(0, along) }
  }
  return lead
}

function move(draft: Draft, driver: Moving, speed: number): void {
  const { id, vehicle, lane, mind } = driver
  const along = mind.along + speed * tick
  if (lane.ends === 'leave' && along > lengthOf(lane) - 0.5) {
    draft.actors.delete(id)
    return
  }
  const wheelbase = driver.length * 0.6
  const { at, heading } = poseOn(lane, along, wheelbase, mind.right)
  const acceleration = (speed - vehicle.speed) / tick
  const braking = acceleration < -0.7 || (speed < 0.3 && acceleration < 0.3)
  const moved = { pose: standing(at, heading), speed, rolled: vehicle.rolled + speed * tick, braking }
  const parks = lane.ends === 'park' && along > lengthOf(lane) - 0.4 && speed < 0.1
  const halt = mind.halt?.until != null && draft.second > mind.halt.until ? null : mind.halt
  draft.actors.set(id, {
    entity:
      vehicle.kind === 'two-wheeler'
        ? { ...vehicle, ...moved, pose: { ...moved.pose, roll: lean(lane, along, speed) } }
        : {
            ...vehicle,
            ...moved,
            steering: Math.atan(bendOn(lane, along) * wheelbase),
            indicators: vehicle.indicators === 'hazard' ? 'hazard' : indicated(driver),
            parked: parks,
          },
    mind: parks ? undefined : { ...mind, along, halt, right: drifted(mind) },
  })
}

/** Who does not look drifts to the side, and hits the one ahead off its middle. */
const drifted = ({ right, blindTo }: Driver): number =>
  blindTo?.meet === null ? Math.min(0.75, right + 0.25 * tick) : right

/** Two wheels lean into the bend. */
const lean = (lane: Lane, along: number, speed: number): number =>
  -Math.atan((speed * speed * bendOn(lane, along)) / 9.81)

function indicated({ lane, mind }: Moving): Vehicle['indicators'] {
  if (lane.turn === 'straight' || lane.junction === null) return null
  return isBetween(mind.along, lane.junction.from - 35, lane.junction.to) ? lane.turn : null
}
