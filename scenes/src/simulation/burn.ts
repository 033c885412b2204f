import { ahead, distance } from '../scene/ground.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { add, type Draft, freshId, placeOf, standing } from './draft.ts'
import type { Fire, Prop, Vehicle } from './state.ts'
import { alongNearest } from './track.ts'
import { dimensions } from './vehicles.ts'

/** Lets what burns burn on by one step, and sparks come and go. */
export function burn(draft: Draft): void {
  for (const [id, { entity, mind }] of draft.actors) {
    if (entity.kind === 'sparks') {
      // A welder works in strokes of some seconds.
      const works = Math.sin(draft.second * 0.9 + id) > -0.3
      draft.actors.set(id, {
        entity: { ...entity, intensity: works ? 0.6 + 0.4 * Math.sin(draft.second * 31) : 0 },
        mind,
      })
    }
    if (mind?.kind !== 'burning') continue
    const seconds = draft.second - mind.since
    const strength = 1 - Math.exp((-2.5 * seconds) / mind.grows)
    if (entity.kind === 'smoke') draft.actors.set(id, { entity: { ...entity, density: strength }, mind })
    if (entity.kind === 'fire') {
      draft.actors.set(id, { entity: { ...entity, intensity: strength }, mind })
      char(draft, entity.on, Math.min(1, seconds / (4 * mind.grows)))
    }
  }
}

function char(draft: Draft, id: number, burning: number): void {
  const actor = draft.actors.get(id)
  if (actor?.entity.kind === 'car' || actor?.entity.kind === 'prop')
    actor.entity = { ...actor.entity, burning }
}

/** Sets a car on fire near a point: one that stands there, or one that is made to stop. */
export function stageCarFire(draft: Draft, near: GroundPoint): boolean {
  const cars = [...draft.actors.values()].flatMap(({ entity }) => (entity.kind === 'car' ? [entity] : []))
  const nearest = cars
    .filter((car) => car.speed < 0.1 && distance(placeOf(car), near) < 8)
    .toSorted((a, b) => distance(placeOf(a), near) - distance(placeOf(b), near))[0]
  if (nearest !== undefined) {
    ignite(draft, nearest, {
      along: dimensions[nearest.model].length * 0.3,
      up: 0.75,
      size: [2.3, 1.5, 3],
      grows: 7,
    })
    return true
  }
  for (const { id } of cars) pullOver(draft, id, near)
  return false
}

/** Makes a car that can still stop there do so. */
function pullOver(draft: Draft, id: number, near: GroundPoint): void {
  const actor = draft.actors.get(id)
  if (actor?.mind?.kind !== 'driver' || actor.entity.kind !== 'car' || actor.mind.halt !== null) return
  const lane = draft.layout.lanes[actor.mind.lane]!
  const spot = alongNearest(lane, near)
  const room = spot - actor.mind.along
  if (room < 3 + actor.entity.speed ** 2 / 5 || distance(lane.points[spot]!, near) > 8) return
  actor.mind = { ...actor.mind, halt: { at: spot, until: null } }
  actor.entity = { ...actor.entity, indicators: 'hazard' }
}

/** Sets the nearest bin on fire. */
export function stageBinFire(draft: Draft, near: GroundPoint): boolean {
  const [bin] = [...draft.actors.values()]
    .flatMap(({ entity }) => (entity.kind === 'prop' && entity.model === 'bin' ? [entity] : []))
    .toSorted((a, b) => distance(placeOf(a), near) - distance(placeOf(b), near))
  if (bin === undefined) return false
  ignite(draft, bin, { along: 0, up: bin.size[2] * 0.85, size: [0.9, 0.9, 2.1], grows: 5 })
  return true
}

function ignite(
  draft: Draft,
  on: Vehicle | Prop,
  flames: { along: number; up: number; size: Fire['size']; grows: number },
): void {
  const at = standing(
    ahead(placeOf(on), on.pose.heading, flames.along),
    on.pose.heading,
    on.pose.y + flames.up,
  )
  const mind = { kind: 'burning', since: draft.second, grows: flames.grows } as const
  const fire: Fire = {
    id: freshId(draft),
    kind: 'fire',
    pose: at,
    intensity: 0,
    size: flames.size,
    on: on.id,
  }
  add(draft, fire, mind)
  add(
    draft,
    {
      id: freshId(draft),
      kind: 'smoke',
      pose: { ...at, y: at.y + flames.size[2] * 0.5 },
      density: 0,
      size: flames.size[0],
      height: flames.size[2] * 4,
      tone: 'dark',
    },
    mind,
  )
  const kind = on.kind === 'prop' ? 'bin-fire' : 'car-fire'
  draft.incident = { kind, label: 'fire', entities: [fire.id, on.id], since: draft.second }
}
