import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import { iou } from '../frame/iou.ts'
import { collision } from './collision.ts'
import type { IncidentLabel } from './incident.ts'
import { type IncidentKind, kindOf } from './kind.ts'
import { median } from './median.ts'
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
  weapon: (suspect, observation, history, rules) =>
    !isVehicle(suspect, observation) &&
    (!rules[suspect.label].held ||
      (isHeld(suspect, observation) && !layThere(suspect, observation, history))),
}

/** Boxes that agree so well are of one thing. */
const sameThing = 0.5

/** A lorry's bed looks like a gun to a small network; but nobody carries a weapon the size of a vehicle. */
function isVehicle({ box }: Detection, observation: Observation): boolean {
  return vehiclesOf(observation).some((vehicle) => iou(vehicle, box) >= sameThing)
}

/** How far from its holder's box a weapon may reach, in shares of that box's height. */
const armsReach = 0.25

/** Somebody holds it: a person is where it is, it is not as large as that person, and not at their feet. */
function isHeld({ box }: Detection, { detections, height }: Observation): boolean {
  return detections
    .filter(({ label }) => label === 'person')
    .some(({ box: person }) => {
      const reach = person.height * armsReach
      const inX = box.x + box.width >= person.x - reach && box.x <= person.x + person.width + reach
      const inY = box.y + box.height >= person.y - reach && box.y <= person.y + person.height + reach
      const smaller = box.width * box.height <= person.width * person.height
      return inX && inY && smaller && !isAtFeet(box, person, height)
    })
}

/** Where the knees of somebody who stands are, in shares of their height from above: no hand hangs so low. */
const knees = 0.72

/** Only of one who stands, and is seen to the ground, is it known where the feet are. */
function isAtFeet(box: Box, person: Box, frameHeight: number): boolean {
  const standsUpright = person.height >= person.width * 1.5
  const isCut = person.y + person.height >= frameHeight * 0.99
  return standsUpright && !isCut && box.y + box.height / 2 > person.y + person.height * knees
}

/** What was seen in the same place while nobody held it is part of the place: a railing, a chair's leg, a tool on its hook. */
function layThere(suspect: Suspect, { capturedAt }: Observation, history: History): boolean {
  return history.some(
    (earlier) =>
      earlier.capturedAt < capturedAt &&
      earlier.detections.some(
        (other) =>
          kindOf(other.label) === 'weapon' &&
          iou(other.box, suspect.box) >= sameThing &&
          !isHeld(other, earlier),
      ),
  )
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

/** Of so many looks that lie far enough back. */
const parkedLooks = 24
/** So much of what is vehicle now was vehicle then, where they stand parked or in a queue: less where one of two drove in. */
const stoodShare = 0.7

/**
 * An accident is something that happened: its vehicles were not standing there before. A detector cannot know that
 * from one frame, and takes parked cars behind passers-by, and queues, for accidents. Where the camera has not looked
 * before, nothing speaks against it.
 */
function isParked({ box }: Detection, observation: Observation, history: History, parkedMs: number): boolean {
  const before = history
    .filter((earlier) => observation.capturedAt - earlier.capturedAt >= parkedMs)
    .slice(-parkedLooks)
  if (before.length === 0) return false
  const stood = before.filter((earlier) =>
    vehiclesOf(earlier).some((vehicle) => iou(vehicle, box) >= sameThing),
  )
  if (stood.length * 2 > before.length) return true
  const taken = pointsIn(box).filter((point) => isOn(point, vehiclesOf(observation)))
  const shares = before.map((earlier) => {
    const vehicles = vehiclesOf(earlier)
    return taken.filter((point) => isOn(point, vehicles)).length / taken.length
  })
  return taken.length > 0 && median(shares) >= stoodShare
}

const vehiclesOf = ({ detections }: Observation): Box[] =>
  detections.filter(({ label }) => label === 'vehicle').map(({ box }) => box)

interface Point {
  readonly x: number
  readonly y: number
}

const pointsAlongSide = 12

function pointsIn({ x, y, width, height }: Box): Point[] {
  const at = (index: number) => (index + 0.5) / pointsAlongSide
  return Array.from({ length: pointsAlongSide ** 2 }, (_, index) => ({
    x: x + width * at(index % pointsAlongSide),
    y: y + height * at(Math.floor(index / pointsAlongSide)),
  }))
}

const isOn = ({ x, y }: Point, boxes: readonly Box[]): boolean =>
  boxes.some((box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height)
