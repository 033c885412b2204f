import { distance } from '../scene/ground.ts'
import type { Lane } from '../scene/layout.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { comeIn } from './arrivals.ts'
import { type Draft, isVehicle } from './draft.ts'
import type { Blindness, Driver } from './mind.ts'
import { throwRider } from './slide.ts'
import { alongNearest, pointOn } from './track.ts'
import { secondsBlindly } from './traffic.ts'
import { dimensions } from './vehicles.ts'

/**
 * Lets two vehicles meet near a point: across each other where lanes cross, else one in the other's back.
 *
 * @param at the second in which they are to meet; traffic may delay it
 * @returns whether two were found, or could come in; else ask again in the next step
 */
export function stageCrash(draft: Draft, near: GroundPoint, at: number): boolean {
  const meetings = meetingsOf(draft.layout.lanes)
  return meetings.length > 0 ? stageAcross(draft, meetings, near, at) : stageFromBehind(draft, near, at)
}

/** Lets the two-wheeler fall that passes a point next, from the second `at` on. */
export function stageFall(draft: Draft, near: GroundPoint, at: number): boolean {
  const coming = drivers(draft).filter(({ id }) => draft.actors.get(id)?.entity.kind === 'two-wheeler')
  const ready = coming.find(({ mind, lane, speed }) => {
    const left = alongNearest(lane, near) - mind.along
    const passes = speed > 4 && left > -2 && left < (speed * speed) / 9
    return draft.second >= at && passes && farFrom(lane, near) < 6
  })
  if (ready !== undefined) {
    const machine = ready.id
    const rider = throwRider(draft, machine)
    if (rider === undefined) return false
    draft.incident = {
      kind: 'motorcycle-fall',
      label: 'accident',
      entities: [machine, rider],
      since: draft.second,
    }
    return true
  }
  // One that has the way free, so that it arrives with some speed.
  const nearest = draft.layout.lanes
    .flatMap((lane, index) => (lane.turn === 'straight' && lane.ends === 'leave' ? [{ lane, index }] : []))
    .toSorted((a, b) => farFrom(a.lane, near) - farFrom(b.lane, near))[0]
  const comes = coming.some(
    ({ mind, lane }) => mind.lane === nearest?.index && mind.along < alongNearest(lane, near),
  )
  if (!comes && nearest !== undefined) comeIn(draft, nearest.index, 'motorcycle')
  return false
}

interface Candidate {
  readonly id: number
  readonly mind: Driver
  readonly lane: Lane
  readonly speed: number
  readonly length: number
}

function drivers(draft: Draft): Candidate[] {
  return [...draft.actors].flatMap(([id, { entity, mind }]) => {
    const lane = mind?.kind === 'driver' ? draft.layout.lanes[mind.lane] : undefined
    if (mind?.kind !== 'driver' || lane === undefined || !isVehicle(entity)) return []
    return [{ id, mind, lane, speed: entity.speed, length: dimensions[entity.model].length }]
  })
}

const farFrom = (lane: Lane, near: GroundPoint): number =>
  distance(pointOn(lane, alongNearest(lane, near)), near)

/** Two straight lanes that cross, with the metres along each where they do. */
interface Meeting {
  readonly lanes: readonly [number, number]
  readonly alongs: readonly [number, number]
  readonly at: GroundPoint
}

function stageAcross(draft: Draft, meetings: readonly Meeting[], near: GroundPoint, at: number): boolean {
  const nearestFirst = meetings.toSorted((a, b) => distance(a.at, near) - distance(b.at, near))
  for (const { lanes, alongs } of nearestFirst) {
    const first = leaderOf(draft, lanes[0], alongs[0])
    const second = leaderOf(draft, lanes[1], alongs[1])
    if (first === undefined || second === undefined) continue
    const needs = Math.max(secondsLeft(draft, first, alongs[0]), secondsLeft(draft, second, alongs[1]))
    // Not yet: they would have to dawdle, and hardly touch.
    if (draft.second + needs < at || isCrossed(draft, lanes)) return false
    const random = draft.random
    makeBlind(draft, first, lanes[0], { id: second, meet: alongs[0] + random.between(-0.8, 0.8) })
    makeBlind(draft, second, lanes[1], { id: first, meet: alongs[1] + random.between(-0.8, 0.8) })
    return true
  }
  return false
}

function meetingsOf(lanes: readonly Lane[]): Meeting[] {
  return lanes.flatMap((lane, first) =>
    lane.turn !== 'straight'
      ? []
      : lane.conflicts.flatMap((second): Meeting[] => {
          const other = lanes[second]!
          if (second < first || other.turn !== 'straight') return []
          const pairs = lane.points.map((point, along) => ({
            along,
            otherAlong: alongNearest(other, point),
            point,
          }))
          const gap = (pair: (typeof pairs)[number]) => distance(pair.point, pointOn(other, pair.otherAlong))
          const { along, otherAlong, point } = pairs.reduce((best, pair) =>
            gap(pair) < gap(best) ? pair : best,
          )
          return [{ lanes: [first, second], alongs: [along, otherAlong], at: point }]
        }),
  )
}

/** The vehicle in front of its queue before the junction, or one that comes in when nobody is there. */
function leaderOf(draft: Draft, index: number, meet: number): number | undefined {
  const lane = draft.layout.lanes[index]!
  const line = lane.junction?.from ?? meet
  const [leader] = drivers(draft)
    .filter((driver) => driver.lane.entry === lane.entry && driver.mind.along + driver.length / 2 < line)
    .toSorted((a, b) => b.mind.along - a.mind.along)
  return leader?.id ?? comeIn(draft, index, draft.random.pick(['sedan', 'suv', 'hatch']))
}

/** Whether somebody still drives where the two would meet. */
const isCrossed = (draft: Draft, lanes: readonly [number, number]): boolean =>
  drivers(draft).some(
    ({ mind }) =>
      mind.admitted && lanes.some((lane) => draft.layout.lanes[lane]?.conflicts.includes(mind.lane)),
  )

function secondsLeft(draft: Draft, id: number, meet: number): number {
  const driver = drivers(draft).find((one) => one.id === id)
  return driver === undefined ? 0 : secondsBlindly(meet - driver.mind.along, driver.speed)
}

function makeBlind(draft: Draft, id: number, lane: number, blindTo: Blindness): void {
  const actor = draft.actors.get(id)
  if (actor?.mind?.kind === 'driver') actor.mind = { ...actor.mind, lane, blindTo, halt: null }
}

/** One stops in its lane near the point, and the one behind it does not look. */
function stageFromBehind(draft: Draft, near: GroundPoint, at: number): boolean {
  const all = drivers(draft).filter(({ lane }) => lane.turn === 'straight' && lane.ends === 'leave')
  // The lane that was asked for, until it has waited long enough for two to come along it.
  const reach = draft.second > at - 4 ? 8 : 1.8
  const pairs = all.flatMap((leader) => {
    const spot = alongNearest(leader.lane, near)
    const room = spot - leader.mind.along
    const [follower] = all
      .filter(({ mind }) => mind.lane === leader.mind.lane && mind.along < leader.mind.along)
      .toSorted((a, b) => b.mind.along - a.mind.along)
    if (follower === undefined || draft.actors.get(leader.id)?.entity.kind !== 'car') return []
    const gap = leader.mind.along - follower.mind.along
    const fits =
      room > (leader.speed * leader.speed) / 6 && gap > 18 && gap < 70 && farFrom(leader.lane, near) < reach
    // Braking takes about twice the time of driving on, and the follower comes some seconds later.
    const takes = room / Math.max(1, 0.5 * leader.speed)
    return fits && draft.second + takes > at - 1 ? [{ leader, follower, spot, room }] : []
  })
  const [best] = pairs.toSorted((a, b) => a.room - b.room)
  if (best === undefined) return false
  const leader = draft.actors.get(best.leader.id)
  if (leader?.mind?.kind === 'driver') leader.mind = { ...leader.mind, halt: { at: best.spot, until: null } }
  makeBlind(draft, best.follower.id, best.follower.mind.lane, { id: best.leader.id, meet: null })
  return true
}
