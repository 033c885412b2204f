import { distance } from '../scene/ground.ts'
import type { Lane } from '../scene/layout.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { add, type Draft, freshId, isVehicle, placeOf, standing } from './draft.ts'
import { rider } from './look.ts'
import type { Driver } from './mind.ts'
import { gapTo, solidsOf } from './solids.ts'
import type { TwoWheeler, Vehicle } from './state.ts'
import { lengthOf, pointOn, poseOn } from './track.ts'
import { comfort } from './traffic.ts'
import { carModels, dimensions, painted } from './vehicles.ts'

/** Lets new vehicles in where one is due and there is room for it. */
export function arrive(draft: Draft): void {
  const { traffic } = draft.scene.actors
  if (traffic === 0) return
  const arrivals = draft.hidden.arrivals.map((due, entry) => {
    if (draft.second < due) return due
    if (!enter(draft, entry)) return due
    return draft.second + (60 / traffic) * draft.random.between(0.4, 1.6)
  })
  draft.hidden = { ...draft.hidden, arrivals }
}

/** Lets somebody in by an entry; false when there was no room to stop behind the last one. */
function enter(draft: Draft, entry: number): boolean {
  const { random, layout, scene } = draft
  const lanes = layout.lanes.flatMap((lane, index) =>
    lane.entry === entry && !isTaken(draft, lane, index) ? [{ lane, index }] : [],
  )
  let draw = random.next() * lanes.reduce((sum, { lane }) => sum + lane.share, 0)
  const chosen = lanes.find(({ lane }) => {
    draw -= lane.share
    return draw < 0
  })
  if (chosen === undefined) return false
  const twoWheels = random.chance(scene.actors.twoWheelers)
  const large = chosen.lane.turn === 'straight' && chosen.lane.speedLimit > 5 && random.chance(0.08)
  const model = twoWheels
    ? random.pick(['motorcycle', 'motorcycle', 'scooter'] as const)
    : large
      ? random.pick(['bus', 'truck'] as const)
      : random.pick(carModels)
  return comeIn(draft, chosen.index, model) !== undefined
}

/** A bay is for one: who is in it, or on the way to it. */
function isTaken({ actors }: Draft, lane: Lane, index: number): boolean {
  if (lane.ends === 'leave') return false
  const bay = pointOn(lane, lengthOf(lane))
  return [...actors.values()].some(
    ({ entity, mind }) =>
      (mind?.kind === 'driver' && mind.lane === index) ||
      (isVehicle(entity) && distance(placeOf(entity), bay) < 2),
  )
}

/** A vehicle at the beginning of a lane, or undefined when there is no room to stop behind the last one. */
export function comeIn(draft: Draft, index: number, model: Model): number | undefined {
  const { random, layout } = draft
  const lane = layout.lanes[index]!
  const { length } = dimensions[model]
  const cruise = lane.speedLimit * random.between(0.8, 1.05)
  const mind: Driver = {
    kind: 'driver',
    lane: index,
    along: length / 2,
    right: isTwoWheeled(model)
      ? random.between(0, 0.8)
      : random.between(-0.15, dimensions[model].width > 2 ? 0 : 0.15),
    cruise,
    admitted: false,
    halt: null,
    blindTo: null,
  }
  const gap = roomAhead(draft, lane, mind, length)
  if (gap < 5) return undefined
  const { at, heading } = poseOn(lane, mind.along, length * 0.6, mind.right)
  const entity = {
    ...vehicle(draft, model, at, heading),
    // As fast as one may be behind what stands there.
    speed: Math.min(cruise, Math.sqrt(2 * comfort.brake * (gap - 4))),
  }
  add(draft, entity, mind)
  return entity.id
}

type Model = Vehicle['model'] | TwoWheeler['model']
type TwoWheeled = TwoWheeler['model']

const isTwoWheeled = (model: Model): model is TwoWheeled =>
  model === 'motorcycle' || model === 'scooter' || model === 'bicycle'

/** A whole vehicle that stands there. */
export function vehicle(draft: Draft, model: Model, at: GroundPoint, heading: number): Vehicle | TwoWheeler {
  const common = {
    id: freshId(draft),
    pose: standing(at, heading),
    colour: painted(draft.random, model),
    speed: 0,
    rolled: 0,
    braking: false,
    damage: { amount: 0, bearing: 0 },
  }
  if (isTwoWheeled(model))
    return { ...common, kind: 'two-wheeler', model, rider: rider(draft.random, isCold(draft)) }
  const kind = model === 'bus' || model === 'truck' ? model : 'car'
  return { ...common, kind, model, steering: 0, indicators: null, burning: 0, parked: false }
}

const isCold = ({ scene }: Draft): boolean => scene.weather !== 'clear' && scene.weather !== 'cloudy'

/** Metres before a vehicle of some length that has just come in, up to 40. */
function roomAhead(draft: Draft, lane: Lane, mind: Driver, length: number): number {
  const start: Driver = { ...mind, along: 0 }
  let free = 40 + length
  for (const { box } of solidsOf(draft)) {
    const gap = gapTo({ id: 0, box, velocity: [0, 0], margin: 0.5 }, lane, start, 0, 2, free)
    if (gap !== null) free = gap
  }
  return free - length
}
