import type { Detection } from '../detection/detection.ts'
import { iou } from '../frame/iou.ts'
import type { IncidentLabel } from './incident.ts'
import { type IncidentKind, kindOf } from './kind.ts'
import type { History, Observation } from './observation.ts'

/** A detection that may be of an incident. */
export interface Suspect extends Detection {
  readonly label: IncidentLabel
}

/** The detections of one kind in one frame that nothing harmless explains, in falling score. */
export function suspects(kind: IncidentKind, observation: Observation, history: History): Suspect[] {
  return observation.detections
    .filter((detection): detection is Suspect => kindOf(detection.label) === kind)
    .filter((detection) => !isVehicle(kind, detection, observation))
    .filter((detection) => !isParked(kind, detection, observation, history))
    .sort((a, b) => b.score - a.score)
}

/** Boxes that agree so well are of one thing. */
const sameThing = 0.5

/** A lorry's bed looks like a gun to a small network; but nobody carries a weapon the size of a vehicle. */
function isVehicle(kind: IncidentKind, { box }: Detection, { detections }: Observation): boolean {
  return kind === 'weapon' && vehiclesOf(detections).some((vehicle) => iou(vehicle.box, box) >= sameThing)
}

/** A car that stood there so long before the frame, in most of so many looks, is a parked one. */
const parkedMs = 2000
const parkedLooks = 24

/**
 * An accident is something that happened: its vehicles were not standing there before. A detector cannot know that
 * from one frame, and takes parked cars behind passers-by for accidents. Where the camera has not looked before,
 * nothing speaks against it.
 */
function isParked(
  kind: IncidentKind,
  { box }: Detection,
  { capturedAt }: Observation,
  history: History,
): boolean {
  if (kind !== 'accident') return false
  const before = history.filter((earlier) => capturedAt - earlier.capturedAt >= parkedMs).slice(-parkedLooks)
  const stood = before.filter(({ detections }) =>
    vehiclesOf(detections).some((vehicle) => iou(vehicle.box, box) >= sameThing),
  )
  return stood.length * 2 > before.length
}

const vehiclesOf = (detections: readonly Detection[]) => detections.filter(({ label }) => label === 'vehicle')
