import { ahead, distance, headingTo } from '../scene/ground.ts'
import type { GroundPoint } from '../scene/scene.ts'
import { type Actor, type Draft, freshId, placeOf } from './draft.ts'
import { shortestWay } from './people.ts'
import { type Incident, type Person, type Posture, stepsPerSecond } from './state.ts'

/** Half a second after an incident begins, those around decide what they do about it. */
export function notice(draft: Draft): void {
  const { incident } = draft
  if (
    incident === null ||
    Math.round((draft.second - incident.since) * stepsPerSecond) !== stepsPerSecond / 2
  )
    return
  const centre = middleOf(draft, incident)
  let helped = false
  for (const actor of draft.actors.values()) {
    if (actor.entity.kind !== 'person' || incident.entities.includes(actor.entity.id)) continue
    // Walkers and those who stand there; who poses with something in hand has not looked up.
    if (actor.mind?.kind !== 'walker' && (actor.mind !== undefined || actor.entity.posture !== 'stand'))
      continue
    const far = distance(placeOf(actor.entity), centre)
    if (incident.label === 'gun' || incident.label === 'knife') {
      if (far < 30) threatened(draft, actor, actor.entity, centre, far)
    } else if (actor.mind?.kind === 'walker' && far < 26) {
      const helps: boolean = incident.kind === 'motorcycle-fall' && !helped && far < 16
      helped ||= helps
      const ring: Ring = helps ? [1.3, 1.3] : incident.label === 'fire' ? [8, 11.5] : [4.8, 8]
      watch(draft, actor, actor.entity, centre, ring, helps)
    }
  }
}

/** Metres from the middle between which people stand: nearer they step back. */
type Ring = readonly [number, number]

function middleOf({ actors }: Draft, { entities }: Incident): GroundPoint {
  const places = entities.flatMap((id) => {
    const entity = actors.get(id)?.entity
    return entity === undefined ? [] : [placeOf(entity)]
  })
  const sum = places.reduce<GroundPoint>(([x, z], place) => [x + place[0], z + place[1]], [0, 0])
  return [sum[0] / places.length, sum[1] / places.length]
}

/** Most come nearer to look or step back, up to a ring around it; some film, some call for help, one kneels down. */
function watch(
  draft: Draft,
  actor: Actor,
  entity: Person,
  centre: GroundPoint,
  ring: Ring,
  helps: boolean,
): void {
  const { random } = draft
  const far = distance(placeOf(entity), centre)
  if (!helps && far > ring[1] && random.chance(0.3)) return
  const towards = headingTo(centre, placeOf(entity)) + random.between(-0.3, 0.3)
  const stepsBack = far < ring[0]
  const wanted = random.between(ring[0], ring[1])
  const posture = helps ? 'crouch' : lookingOn(draft, entity)
  if (entity.holding === null && (posture === 'phone-film' || posture === 'phone-ear'))
    actor.entity = { ...entity, holding: { id: freshId(draft), kind: 'phone', colour: '#101114' } }
  actor.mind = {
    kind: 'bystander',
    spot: ahead(centre, towards, stepsBack ? wanted : Math.min(far, wanted)),
    pace: stepsBack ? random.between(2.4, 3.2) : random.between(1.3, 2.1),
    from: draft.second + random.between(0.2, 1.8),
    facing: centre,
    posture,
  }
}

function lookingOn({ random }: Draft, { holding, posture }: Person): Posture {
  if (holding !== null) return posture
  const drawn = random.next()
  return drawn < 0.35 ? 'phone-film' : drawn < 0.5 ? 'phone-ear' : 'stand'
}

/** Near a weapon one raises the hands or cowers; from farther away one runs. */
function threatened(draft: Draft, actor: Actor, entity: Person, armed: GroundPoint, far: number): void {
  const { random, scene } = draft
  const at = placeOf(entity)
  const from = draft.second + random.between(0, 0.9)
  const indoors = scene.place.kind === 'shop'
  const way = wayOut(draft, at, armed)
  if (way === undefined || random.chance(far < 4.5 ? 0.7 : indoors ? 0.75 : 0.1)) {
    const posture = far < 6 && random.chance(0.7) ? 'hands-up' : 'crouch'
    actor.entity = { ...entity, holding: null }
    actor.mind = { kind: 'bystander', spot: at, pace: 1, from, facing: armed, posture }
    return
  }
  actor.mind = {
    kind: 'walker',
    node: way[0]!,
    route: way,
    beside: [random.between(-0.4, 0.4), random.between(-0.4, 0.4)],
    pace: random.between(3.2, 4.3),
    crossing: null,
    pausedUntil: from,
    posture: 'run',
  }
}

/** To a gate that lies away from the danger, by the nearest node on that side. */
function wayOut({ layout }: Draft, at: GroundPoint, danger: GroundPoint): number[] | undefined {
  const safer = [...layout.walks.keys()].filter((index) => {
    const node = layout.walks[index]!
    return (
      node.to.length > 0 &&
      distance(node.at, danger) > distance(at, danger) &&
      distance(node.at, at) < distance(node.at, danger)
    )
  })
  const [first] = safer.toSorted(
    (a, b) => distance(layout.walks[a]!.at, at) - distance(layout.walks[b]!.at, at),
  )
  if (first === undefined) return undefined
  const ways = [...layout.walks.keys()]
    .filter((index) => layout.walks[index]!.gate)
    .map((gate) => [first, ...shortestWay(layout, first, gate)])
    // Who runs waits at no light.
    .filter((way) =>
      way.every((node, index) => index === 0 || stays(layout.walks[way[index - 1]!]!.to, node)),
    )
    .filter((way) => way.every((node) => distance(layout.walks[node]!.at, danger) > 3))
  return ways.toSorted((a, b) => a.length - b.length)[0]
}

const stays = (to: readonly { node: number; crossing: number | null }[], node: number): boolean =>
  to.some((edge) => edge.node === node && edge.crossing === null)
