import { ahead, distance, headingTo } from '../scene/ground.ts'
import type { GroundPoint, IncidentKind } from '../scene/scene.ts'
import { add, type Draft, freshId, placeOf, tick } from './draft.ts'
import { faceTowards, type Surroundings, stepTowards, withPosture } from './footwork.ts'
import type { Attacker } from './mind.ts'
import { person } from './people.ts'
import type { Person } from './state.ts'
import { acrossView } from './view.ts'

const colours = { pistol: '#1a1b1e', 'long-gun': '#1c1b1a', knife: '#dfe4e8' } as const

/**
 * Sends somebody to a point who draws a weapon there: the walker who is nearest, or somebody new.
 *
 * @param at the second of drawing, or later when the way takes longer
 */
export function stageAttack(
  draft: Draft,
  weapon: Extract<IncidentKind, 'pistol' | 'long-gun' | 'knife'>,
  near: GroundPoint,
  at: number,
): boolean {
  const somebody = nearestWalker(draft, near) ?? newcomer(draft, near)
  const pace = 1.4
  const way = distance(placeOf(somebody), near)
  add(draft, { ...somebody, holding: null })
  const mind: Attacker = {
    kind: 'attacker',
    weapon: { id: freshId(draft), kind: weapon, colour: colours[weapon] },
    spot: near,
    facing: victimOf(draft, somebody.id, near),
    pace,
    draws: Math.max(at, draft.second + way / pace + 0.6),
  }
  add(draft, { ...somebody, holding: null, previousPosture: somebody.posture, posture: 'walk' }, mind)
  return true
}

function nearestWalker({ actors }: Draft, near: GroundPoint): Person | undefined {
  return [...actors.values()]
    .flatMap(({ entity, mind }) =>
      entity.kind === 'person' && mind?.kind === 'walker' && mind.crossing === null ? [entity] : [],
    )
    .filter((one) => distance(placeOf(one), near) < 7 && (one.holding === null || one.holding.kind === 'bag'))
    .toSorted((a, b) => distance(placeOf(a), near) - distance(placeOf(b), near))[0]
}

/** Comes from the nearest place that is some steps away. */
function newcomer(draft: Draft, near: GroundPoint): Person {
  const [from = near] = draft.layout.walks
    .filter(({ to, at }) => to.length > 0 && distance(at, near) > 2)
    .map(({ at }) => at)
    .toSorted((a, b) => distance(a, near) - distance(b, near))
  const start = ahead(near, headingTo(near, from), Math.min(5, distance(near, from)))
  return person(draft, start, headingTo(start, near), 'walk')
}

/**
 * Whom the weapon is held against. Across the first camera's view, so that the weapon shows its length:
 * to the side on which more people are.
 */
function victimOf({ scene, actors }: Draft, id: number, at: GroundPoint): GroundPoint {
  const heading = acrossView(scene, at)
  const [one, other] = [ahead(at, heading, 4), ahead(at, heading + Math.PI, 4)]
  let nearer = 0
  for (const { entity } of actors.values()) {
    if (entity.kind !== 'person' || entity.id === id) continue
    const place = placeOf(entity)
    if (distance(place, at) < 12) nearer += distance(place, one) < distance(place, other) ? 1 : -1
  }
  return nearer >= 0 ? one : other
}

/** One step of the armed: to the spot, then the weapon comes out. */
export function attack(draft: Draft, around: Surroundings, person: Person, mind: Attacker): Person {
  if (draft.second < mind.draws) {
    if (distance(placeOf(person), mind.spot) > 0.2)
      return withPosture(stepTowards(person, mind.spot, mind.pace, around), 'walk')
    return withPosture(faceTowards(person, mind.facing, around), 'stand')
  }
  const still = faceTowards(person, mind.facing, around)
  if (draft.second >= mind.draws + 0.5) declare(draft, person, mind)
  const armed = draft.second > mind.draws + tick ? { ...still, holding: mind.weapon } : still
  return withPosture(armed, mind.weapon.kind === 'knife' ? 'slash' : 'aim')
}

/** From here on the weapon is up and can be seen. */
function declare(draft: Draft, { id }: Person, { weapon }: Attacker): void {
  if (draft.incident !== null) return
  draft.incident = {
    kind: weapon.kind as 'pistol' | 'long-gun' | 'knife',
    label: weapon.kind === 'knife' ? 'knife' : 'gun',
    entities: [id, weapon.id],
    since: draft.second,
  }
}
