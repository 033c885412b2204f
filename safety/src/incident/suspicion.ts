import type { Detection } from '../detection/detection.ts'
import { iou } from '../frame/iou.ts'
import { collision } from './collision.ts'
import type { IncidentLabel } from './incident.ts'
import { type IncidentKind, kindOf } from './kind.ts'
import { near } from './near.ts'
import type { History, Observation } from './observation.ts'
import type { IncidentRules } from './rules.ts'

/** A detection that may be of an incident. */
export interface Suspect extends Detection {
  readonly label: IncidentLabel
}

/**
 * The detections of one kind in one frame that nothing harmless explains, in falling score. Where tracks speak for an
 * accident, its score is the higher for it.
 */
export function suspects(
  kind: IncidentKind,
  observation: Observation,
  history: History,
  rules: IncidentRules,
): Suspect[] {
  const found = observation.detections.filter(
    (detection): detection is Suspect => kindOf(detection.label) === kind,
  )
  return found
    .filter((suspect) => explains[kind](suspect, observation, history, rules))
    .flatMap((suspect) => (kind === 'accident' ? judged(suspect, observation, history, rules) : [suspect]))
    .sort((a, b) => b.score - a.score)
}

type Explanation = (
  suspect: Suspect,
  observation: Observation,
  history: History,
  rules: IncidentRules,
) => boolean

/** Whether it may be what its label says. */
const explains: Readonly<Record<IncidentKind, Explanation>> = {
  accident: (suspect, observation, history, rules) =>
    !isParked(suspect, observation, history, rules.accident.parkedMs) &&
    !burns(suspect, observation, history),
  fire: () => true,
  weapon: (suspect, observation, _, rules) =>
    !isVehicle(suspect, observation) && (!rules[suspect.label].held || isHeld(suspect, observation)),
}

/** Boxes that agree so well are of one thing. */
const sameThing = 0.5

/** A lorry's bed looks like a gun to a small network; but nobody carries a weapon the size of a vehicle. */
function isVehicle({ box }: Detection, { detections }: Observation): boolean {
  return vehiclesOf(detections).some((vehicle) => iou(vehicle.box, box) >= sameThing)
}

/** How far from its holder's box a weapon may reach, in shares of that box's height. */
const armsReach = 0.25

/** Somebody holds it: a person is where it is, and it is not as large as that person. */
function isHeld({ box }: Detection, { detections }: Observation): boolean {
  return detections
    .filter(({ label }) => label === 'person')
    .some(({ box: person }) => {
      const reach = person.height * armsReach
      const inX = box.x + box.width >= person.x - reach && box.x <= person.x + person.width + reach
      const inY = box.y + box.height >= person.y - reach && box.y <= person.y + person.height + reach
      return inX && inY && box.width * box.height <= person.width * person.height
    })
}

/**
 * A single frame that looks like an accident is a hint: a network learns the street instead. From a hint on, tracks of
 * vehicles that met or stopped within a moment, or people who gather, make more of it; without them only what the
 * detector is sure of counts.
 */
function judged(
  suspect: Suspect,
  { capturedAt }: Observation,
  history: History,
  rules: IncidentRules,
): Suspect[] {
  const { hint, score: least, contact: contactGain, gathering: gatheringGain } = rules.accident
  if (suspect.score < hint) return []
  const { suddenStop, contact, gathering } = collision(history, suspect.box, capturedAt)
  const gain = (suddenStop || contact ? contactGain : 0) + (gathering ? gatheringGain : 0)
  const score = Math.min(1, suspect.score + gain)
  return score >= least ? [{ ...suspect, score }] : []
}

/** So long a fire that was seen speaks for itself. */
const burningMs = 3000

/** A burning car looks like a crash: what burns is told as a fire, unless its vehicles were seen to meet. */
function burns({ box }: Detection, { capturedAt }: Observation, history: History): boolean {
  const fires = history
    .filter((other) => Math.abs(other.capturedAt - capturedAt) <= burningMs)
    .flatMap(({ detections }) => detections.filter(({ label }) => label === 'fire'))
  if (!fires.some((fire) => near(fire.box, box))) return false
  const { suddenStop, contact } = collision(history, box, capturedAt)
  return !suddenStop && !contact
}

/** A car that stood there before, in most of so many looks, is a parked one. */
const parkedLooks = 24

/**
 * An accident is something that happened: its vehicles were not standing there before. A detector cannot know that
 * from one frame, and takes parked cars behind passers-by for accidents. Where the camera has not looked before,
 * nothing speaks against it.
 */
function isParked(
  { box }: Detection,
  { capturedAt }: Observation,
  history: History,
  parkedMs: number,
): boolean {
  const before = history.filter((earlier) => capturedAt - earlier.capturedAt >= parkedMs).slice(-parkedLooks)
  const stood = before.filter(({ detections }) =>
    vehiclesOf(detections).some((vehicle) => iou(vehicle.box, box) >= sameThing),
  )
  return stood.length * 2 > before.length
}

const vehiclesOf = (detections: readonly Detection[]) => detections.filter(({ label }) => label === 'vehicle')
