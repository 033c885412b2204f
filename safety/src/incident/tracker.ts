import type { Camera } from '../camera/city.ts'
import { distanceMeters } from '../camera/distance.ts'
import type { Place } from '../camera/place.ts'
import type { Box } from '../frame/box.ts'
import { confirmation, type Sighting } from './confirmation.ts'
import type { Incident } from './incident.ts'
import { incidentId } from './incident-id.ts'
import { type IncidentKind, incidentKinds, kindOf, prevailingLabel, type Scored } from './kind.ts'
import { median } from './median.ts'
import { movementOfHolder } from './movement.ts'
import { near } from './near.ts'
import { type History, type Observation, remembered } from './observation.ts'
import { type IncidentRules, lastingRules } from './rules.ts'
import { suspects } from './suspicion.ts'

/** What is worth telling: never one per frame. */
export interface IncidentChange {
  readonly change: 'opened' | 'updated' | 'closed'
  readonly incident: Incident
}

/** Makes incidents of observations. Time comes in with them; it has no clock of its own. */
export interface IncidentTracker {
  /** Observations may come late, out of order or twice. */
  observe(observation: Observation): IncidentChange[]
  /** Closes what was not seen for long enough by `now` (epoch milliseconds). */
  tick(now: number): IncidentChange[]
  /** From now on the camera sees another place: what it saw before was elsewhere. */
  moved(camera: string, place: Place): void
  /** The open ones, oldest first. */
  open(): Incident[]
}

type TrackedCamera = Pick<Camera, 'id' | 'region' | 'place' | 'virtual'>

/** A closed one is remembered until the camera's history no longer holds its frames. */
const forgetMs = 5 * 60_000
/** Between two `updated` of one incident. */
const updateSpacingMs = 5000

/** @param open the incidents a watch goes on with after a restart */
export function incidentTracker(
  rules: IncidentRules,
  cameras: readonly TrackedCamera[],
  open: readonly Incident[] = [],
): IncidentTracker {
  const byId = new Map(cameras.map((camera) => [camera.id, camera]))
  const histories = new Map<string, History>()
  const keeping = lastingRules(rules)
  const tracked = new Set(open.map(trackedAgain))

  const observeKind = (
    kind: IncidentKind,
    observation: Observation,
    camera: TrackedCamera,
  ): IncidentChange[] => {
    const history = histories.get(camera.id)!
    const known = nearestKnown(tracked, kind, camera, observation.capturedAt, rules)
    const itsOwn = known?.incident.camera === camera.id && known.incident.state === 'open'
    if (itsOwn) {
      // Without history, since what has had an accident stands still like a parked car; and it may be less sure by now.
      const again = suspects(kind, observation, [], keeping).find(({ box }) => near(box, known.lastBox))
      if (again !== undefined) return seenAgain(known, [{ observation, suspect: again }])
    }
    const uncounted = itsOwn
      ? history
      : history.filter(({ capturedAt }) => capturedAt > lastSeen(kind, camera))
    const sightings = confirmation(kind, uncounted, rules)
    // A frame that shows nothing must not complete what older frames began.
    if (!sightings?.some((sighting) => sighting.observation === observation)) return []
    if (known !== undefined) return seenAgain(known, sightings)
    const added = opened(kind, sightings, camera, { history, observation })
    tracked.add(added)
    return [{ change: 'opened', incident: added.incident }]
  }

  /** Frames up to then have made an incident of this camera already. */
  const lastSeen = (kind: IncidentKind, camera: TrackedCamera): number =>
    [...tracked]
      .filter(({ incident }) => incident.camera === camera.id && kindOf(incident.label) === kind)
      .reduce((latest, { incident }) => Math.max(latest, incident.updatedAt), Number.NEGATIVE_INFINITY)

  return {
    observe(observation) {
      const camera = byId.get(observation.camera)
      if (camera === undefined) throw new RangeError(`no camera ${observation.camera} is tracked here`)
      const history = remembered(histories.get(camera.id) ?? [], observation)
      if (history === undefined) return []
      histories.set(camera.id, history)
      // Its own frames tell the time too: a clip read at full speed has no other clock.
      const over = closings(
        [...tracked].filter(({ incident }) => incident.camera === camera.id),
        rules,
        observation.capturedAt,
      )
      return [...over, ...incidentKinds.flatMap((kind) => observeKind(kind, observation, camera))]
    },
    tick(now) {
      for (const entry of tracked) {
        const { closedAt, label } = entry.incident
        if (closedAt !== null && now - closedAt >= Math.max(forgetMs, rules[label].againMs))
          tracked.delete(entry)
      }
      return closings(tracked, rules, now)
    },
    moved(id, place) {
      const camera = byId.get(id)
      if (camera === undefined) return
      byId.set(id, { ...camera, place })
      histories.delete(id)
    },
    open() {
      const incidents = [...tracked].map(({ incident }) => incident).filter(({ state }) => state === 'open')
      return incidents.sort((a, b) => a.openedAt - b.openedAt)
    },
  }
}

function closings(tracked: Iterable<Tracked>, rules: IncidentRules, now: number): IncidentChange[] {
  const changes: IncidentChange[] = []
  for (const entry of tracked) {
    const { incident } = entry
    if (incident.state === 'closed' || now - incident.updatedAt < rules[incident.label].closeAfterMs) continue
    entry.incident = { ...incident, state: 'closed', closedAt: now }
    changes.push({ change: 'closed', incident: entry.incident })
  }
  return changes
}

interface Tracked {
  incident: Incident
  /** Where its own camera saw it last. */
  lastBox: Box
  /** Labels and scores of its latest sightings, for its median and its label. */
  seen: readonly Scored[]
  /** What was told last, and when, to tell whether there is news. */
  told: Incident
  /** Score of its evidence frame, 0..1. */
  evidenceScore: number
}

const mostSeen = 100

function trackedAgain(incident: Incident): Tracked {
  const { label, score, frames } = incident
  const seen = Array.from({ length: Math.min(frames, mostSeen) }, () => ({ label, score }))
  const own = incident.detections.filter((detection) => detection.label === label)
  return {
    incident,
    lastBox: incident.box,
    seen,
    told: incident,
    evidenceScore: Math.max(score, ...own.map((one) => one.score)),
  }
}

/** The one it may be again, near where the camera is now: of this camera rather than of a neighbour, open rather than closed. */
function nearestKnown(
  tracked: Iterable<Tracked>,
  kind: IncidentKind,
  camera: TrackedCamera,
  at: number,
  rules: IncidentRules,
): Tracked | undefined {
  return [...tracked]
    .filter(({ incident }) => {
      if (kindOf(incident.label) !== kind) return false
      const { nearMeters, againMs } = rules[incident.label]
      if (distanceMeters(incident.place, camera.place) > nearMeters) return false
      const ownAndOpen = incident.camera === camera.id && incident.state === 'open'
      return ownAndOpen || Math.abs(at - (incident.closedAt ?? incident.updatedAt)) <= againMs
    })
    .sort((a, b) => rank(b, camera) - rank(a, camera))[0]
}

function rank({ incident }: Tracked, camera: TrackedCamera): number {
  return (incident.camera === camera.id ? 2 : 0) + (incident.state === 'open' ? 1 : 0)
}

function opened(
  kind: IncidentKind,
  sightings: readonly Sighting[],
  { id, region, place, virtual }: TrackedCamera,
  { history, observation }: { history: History; observation: Observation },
): Tracked {
  const seen = sightings.map(({ suspect }) => suspect)
  const best = bestOf(sightings)
  const openedAt = sightings[0]!.observation.capturedAt
  const incident: Incident = {
    id: incidentId(kind, id, openedAt),
    label: prevailingLabel(seen),
    state: 'open',
    ...{ camera: id, region, place },
    openedAt,
    updatedAt: sightings.at(-1)!.observation.capturedAt,
    closedAt: null,
    score: median(seen.map(({ score }) => score)),
    movement: kind === 'weapon' ? movementOfHolder(history, best) : null,
    ...evidenceOf(best),
    frames: sightings.length,
    ...{ virtual, traceparent: observation.traceparent },
  }
  const lastBox = sightings.at(-1)!.suspect.box
  return { incident, lastBox, seen, told: incident, evidenceScore: best.suspect.score }
}

/** Takes the sightings in; a change only when they are news. */
function seenAgain(known: Tracked, sightings: readonly Sighting[]): IncidentChange[] {
  const before = known.incident
  const best = bestOf(sightings)
  const ofItsCamera = best.observation.camera === before.camera
  const better = ofItsCamera && best.suspect.score > known.evidenceScore
  known.seen = [...known.seen, ...sightings.map(({ suspect }) => suspect)].slice(-mostSeen)
  if (better) known.evidenceScore = best.suspect.score
  if (ofItsCamera) known.lastBox = sightings.at(-1)!.suspect.box
  known.incident = {
    ...before,
    label: prevailingLabel(known.seen),
    state: 'open',
    updatedAt: Math.max(before.updatedAt, sightings.at(-1)!.observation.capturedAt),
    closedAt: null,
    score: median(known.seen.map(({ score }) => score)),
    ...(better ? evidenceOf(best) : {}),
    frames: before.frames + sightings.length,
  }
  if (!isNews(known.incident, known.told, before.state)) return []
  known.told = known.incident
  return [{ change: 'updated', incident: known.incident }]
}

/** Reopened; or, every five seconds at most: called otherwise, seen better, or seen twice as often. */
function isNews(now: Incident, told: Incident, stateBefore: Incident['state']): boolean {
  if (stateBefore === 'closed') return true
  if (now.updatedAt - told.updatedAt < updateSpacingMs) return false
  return now.label !== told.label || now.evidence !== told.evidence || now.frames >= told.frames * 2
}

function bestOf(sightings: readonly Sighting[]): Sighting {
  return sightings.reduce((best, next) => (next.suspect.score > best.suspect.score ? next : best))
}

function evidenceOf({ observation, suspect }: Sighting) {
  const { evidence, width, height, detections } = observation
  return { box: suspect.box, detections, evidence, width, height }
}
