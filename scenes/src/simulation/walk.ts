import { ahead, distance } from '../scene/ground.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { attack } from './attack.ts'
import { type Draft, isClearing, isVehicle, placeOf } from './draft.ts'
import { faceTowards, type Surroundings, stepTowards, surroundingsOf, withPosture } from './footwork.ts'
import type { Bystander, Walker } from './mind.ts'
import { addWalker, groundAt } from './people.ts'
import type { Person, Posture } from './state.ts'
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

function stroll(draft: Draft, around: Surroundings, entity: Person, mind: Walker): void {
  const { layout, second, random } = draft
  const settle = (person: Person, next: Walker) => draft.actors.set(entity.id, { entity: person, mind: next })
  const rest = mind.posture === 'walk' || mind.posture === 'run' ? 'stand' : mind.posture
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
    // Nobody walks into a place from which others run.
    if (draft.incident?.label !== 'gun' && draft.incident?.label !== 'knife')
      addWalker(draft, undefined, true)
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
    const pause = node.stay === null || mind.posture === 'run' ? 0 : random.between(3, 9)
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
  return withPosture(faceTowards(person, mind.facing, around), mind.posture)
}

const calm = ({ posture }: Person): Posture =>
  posture === 'umbrella' || posture === 'carry' || posture === 'phone-ear' ? posture : 'stand'

const remain = (around: Surroundings, person: Person): Person =>
  person.posture === 'fallen'
    ? person
    : withPosture(faceTowards(person, ahead(placeOf(person), person.pose.heading, 5), around), person.posture)
