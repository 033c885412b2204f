import type { Layout } from '../scene/layout.ts'
import { type Random, random } from '../scene/random.ts'
import type { GroundPoint, Scene } from '../scene/scene.ts'
import type { Mind } from './mind.ts'
import {
  type Entity,
  type Hidden,
  type Incident,
  type Light,
  type Pose,
  type State,
  stepsPerSecond,
  type TwoWheeler,
  type Vehicle,
} from './state.ts'

/** A state in the making: what one step changes, before it becomes a value again. */
export interface Draft {
  readonly scene: Scene
  readonly layout: Layout
  readonly step: number
  readonly second: number
  readonly random: Random
  readonly signals: readonly Light[]
  /** By id, in the order in which they came. */
  readonly actors: Map<number, Actor>
  incident: Incident | null
  hidden: Omit<Hidden, 'random' | 'minds'>
}

export interface Actor {
  entity: Entity
  mind: Mind | undefined
}

/** Seconds that a step takes. */
export const tick = 1 / stepsPerSecond

/** The draft of the step after `state`. */
export function draftAfter(scene: Scene, layout: Layout, state: State): Draft {
  const { random: randomState, minds, ...hidden } = state.hidden
  const step = state.step + 1
  const second = step / stepsPerSecond
  return {
    scene,
    layout,
    step,
    second,
    random: random(randomState),
    signals: lightsAt(layout, second + hidden.signalLead),
    actors: new Map(state.entities.map((entity) => [entity.id, { entity, mind: minds[entity.id] }])),
    incident: state.incident,
    hidden,
  }
}

export function finished({ step, second, random, signals, actors, incident, hidden }: Draft): State {
  const minds: Record<number, Mind> = {}
  for (const [id, { mind }] of actors) if (mind !== undefined) minds[id] = mind
  return {
    step,
    second,
    entities: [...actors.values()].map(({ entity }) => entity),
    signals,
    incident,
    hidden: { ...hidden, random: random.state, minds },
  }
}

function lightsAt(layout: Layout, second: number): Light[] {
  return layout.signals.map(({ cycle, phases }) => {
    const into = ((second % cycle) + cycle) % cycle
    return phases.findLast(({ from }) => from <= into)?.light ?? 'red'
  })
}

/** An id that nobody has; ids come round again after 255, as picture channels of eight bits want it. */
export function freshId(draft: Draft): number {
  const taken = new Set<number>()
  for (const [id, { entity, mind }] of draft.actors) {
    taken.add(id)
    if (entity.kind === 'person' && entity.holding !== null) taken.add(entity.holding.id)
    if (mind?.kind === 'attacker') taken.add(mind.weapon.id)
  }
  let id = draft.hidden.nextId
  for (let tries = 0; taken.has(id) && tries < 255; tries += 1) id = (id % 255) + 1
  draft.hidden = { ...draft.hidden, nextId: (id % 255) + 1 }
  return id
}

/** Brings something into being. */
export function add(draft: Draft, entity: Entity, mind?: Mind): void {
  draft.actors.set(entity.id, { entity, mind })
}

/** Flat on the ground. */
export const standing = ([x, z]: GroundPoint, heading: number, y = 0): Pose => ({
  x,
  y,
  z,
  heading,
  pitch: 0,
  roll: 0,
})

export const placeOf = ({ pose }: { readonly pose: Pose }): GroundPoint => [pose.x, pose.z]

export const isVehicle = (entity: Entity): entity is Vehicle | TwoWheeler =>
  entity.kind === 'car' || entity.kind === 'bus' || entity.kind === 'truck' || entity.kind === 'two-wheeler'

/** Before a crash the junction empties: first nobody sets out over its crossings any more, then nobody drives in. */
export const isClearing = ({ hidden }: Draft): boolean => hidden.staging?.kind === 'crash'
export const isClosed = ({ hidden, second }: Draft): boolean =>
  hidden.staging?.kind === 'crash' && second > hidden.staging.at - 7
