import type { GroundPoint, IncidentKind } from '../scene/scene.ts'
import { stageAttack } from './attack.ts'
import { stageBinFire, stageCarFire } from './burn.ts'
import type { Draft } from './draft.ts'
import { stageCrash, stageFall } from './stage-crash.ts'
import type { Staging } from './state.ts'

/** Seconds that it takes from the first move until the incident can be seen. */
const lead: Readonly<Record<IncidentKind, number>> = {
  crash: 9,
  'motorcycle-fall': 3,
  'car-fire': 0,
  'bin-fire': 0,
  pistol: 4,
  'long-gun': 4,
  knife: 4,
}

/** Where nobody crosses, one has to stop first and the other to come up from behind. */
const leadOf = ({ layout }: Draft, kind: IncidentKind): number =>
  kind === 'crash' && layout.crossings.length === 0 ? 12.5 : lead[kind]

/** Asks for an incident; when one is there or on its way already, nothing happens. */
export function stage(draft: Draft, kind: IncidentKind, near: GroundPoint): void {
  if (draft.incident !== null || draft.hidden.staging !== null) return
  draft.hidden = {
    ...draft.hidden,
    staging: { kind, near, at: draft.second + leadOf(draft, kind), done: false },
  }
}

/** Begins the scene's own incident when its time has come, and sets up what was asked for. */
export function stageDue(draft: Draft): void {
  const { incident } = draft.scene
  if (incident !== null && draft.second >= incident.second - leadOf(draft, incident.kind))
    stage(draft, incident.kind, incident.near)
  const { staging } = draft.hidden
  if (staging === null || draft.incident !== null) return
  if (staging.done) {
    if (draft.second > staging.at + patience) startOver(draft, staging)
    return
  }
  if (setUp(draft, staging.kind, staging.near, staging.at))
    draft.hidden = { ...draft.hidden, staging: { ...staging, done: true } }
}

/** Seconds after which those who were to take part have missed each other. */
const patience = 6

function startOver(draft: Draft, staging: Staging): void {
  for (const actor of draft.actors.values())
    if (actor.mind?.kind === 'driver') actor.mind = { ...actor.mind, blindTo: null, halt: null }
  draft.hidden = {
    ...draft.hidden,
    staging: { ...staging, at: draft.second + leadOf(draft, staging.kind), done: false },
  }
}

function setUp(draft: Draft, kind: IncidentKind, near: GroundPoint, at: number): boolean {
  switch (kind) {
    case 'crash':
      return stageCrash(draft, near, at)
    case 'motorcycle-fall':
      return stageFall(draft, near, at)
    case 'car-fire':
      return draft.second >= at && stageCarFire(draft, near)
    case 'bin-fire':
      return draft.second >= at && stageBinFire(draft, near)
    case 'pistol':
    case 'long-gun':
    case 'knife':
      return stageAttack(draft, kind, near, at)
  }
}
