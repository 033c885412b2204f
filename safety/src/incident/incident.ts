import type { Place } from '../camera/place.ts'
import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import type { Movement } from './movement.ts'

export const incidentLabels = ['accident', 'fire', 'gun', 'knife'] as const
export type IncidentLabel = (typeof incidentLabels)[number]

/** One occurrence in the world, however many frames and detections it took to see it. */
export interface Incident {
  readonly id: string
  readonly label: IncidentLabel
  readonly state: 'open' | 'closed'
  /** Id of the camera that saw it first. */
  readonly camera: string
  readonly region: string
  readonly place: Place
  /** Epoch milliseconds: the first detection that counted, the latest one, and the end. */
  readonly openedAt: number
  readonly updatedAt: number
  readonly closedAt: number | null
  /** 0..1, the median over the frames that confirmed it. */
  readonly score: number
  /** Where it is in the evidence frame. */
  readonly box: Box
  /** What else the detector saw in the evidence frame, the incident's own box included. */
  readonly detections: readonly Detection[]
  /** How whoever held the weapon moved while it was confirmed; null where that is not known. */
  readonly movement: Movement | null
  /** SHA-256 (hex) of the evidence JPEG, its address in the evidence store. */
  readonly evidence: string
  /** Size of the evidence frame in pixels. */
  readonly width: number
  readonly height: number
  /** Frames in which it was seen so far. */
  readonly frames: number
  /** The camera is a rendered one. */
  readonly virtual: boolean
  /** W3C trace context of the frame that confirmed it. */
  readonly traceparent: string
}
