import { randomUUID } from 'node:crypto'
import type { CloudEvent } from '@bonghwa/platform/event'
import { z } from 'zod'
import type { Sent } from '../camera/inbox.ts'
import type { Place } from '../camera/place.ts'
import type { Outlines } from '../camera/save-outlines.ts'
import type { Detection } from '../detection/detection.ts'
import type { Incident } from '../incident/incident.ts'
import { incidentFromJson } from '../incident/wire.ts'
import type { Delivery } from '../outcome/delivery.ts'

/** Types of the city's events. */
export const eventTypes = {
  /** A frame that passed the gate: a JPEG. `subject` is the camera, `evidence` the hash of the JPEG. */
  motionDetected: 'dev.bonghwa.motion.detected',
  /** What the detector saw in it, be it nothing. */
  objectsDetected: 'dev.bonghwa.objects.detected',
  /** A picture that was sent to a camera, or the name of a clip to play in its place. `subject` is the camera. */
  frameReceived: 'dev.bonghwa.frame.received',
  /** Its masks and zones were drawn anew. `subject` is the camera. */
  cameraOutlined: 'dev.bonghwa.camera.outlined',
  cameraReported: 'dev.bonghwa.camera.reported',
  watchEnded: 'dev.bonghwa.watch.ended',
  incident: (change: 'opened' | 'updated' | 'closed') => `dev.bonghwa.incident.${change}`,
  pinPlaced: 'dev.bonghwa.pin.placed',
  postWritten: 'dev.bonghwa.post.written',
  followUpWritten: 'dev.bonghwa.post.followed',
  /** A message waits in the outbox of a channel. */
  deliveryDue: 'dev.bonghwa.delivery.due',
} as const

/** What the console shows as it happens. */
export const shownEvents: readonly string[] = [
  eventTypes.motionDetected,
  eventTypes.objectsDetected,
  eventTypes.cameraReported,
  ...(['opened', 'updated', 'closed'] as const).map(eventTypes.incident),
  eventTypes.pinPlaced,
  eventTypes.postWritten,
  eventTypes.followUpWritten,
]

/** Wakes the function that delivers to this channel; published again, it is the same event. */
export function deliveryDue({ id, channel, incident, region }: Delivery) {
  return {
    type: eventTypes.deliveryDue,
    id: `${id}.due`,
    subject: incident,
    region,
    data: { delivery: id, channel },
  }
}

/** @throws TypeError when the event names no delivery */
export function deliveryIn(event: CloudEvent): string {
  const { delivery } = (event.data ?? {}) as { delivery?: unknown }
  if (typeof delivery !== 'string') throw new TypeError(`The event ${event.id} names no delivery.`)
  return delivery
}

/**
 * Id of the post that a `postWritten` tells of.
 *
 * @throws TypeError when the event names no post
 */
export function postIn(event: CloudEvent): string {
  const { id } = (event.data ?? {}) as { id?: unknown }
  if (typeof id !== 'string') throw new TypeError(`The event ${event.id} names no post.`)
  return id
}

/** Data of `objectsDetected`. */
export interface ObjectsDetected {
  readonly camera: string
  /** RFC 3339, milliseconds. */
  readonly capturedAt: string
  readonly width: number
  readonly height: number
  readonly detections: readonly Detection[]
  /** Accidents of which the detector is not sure, tracks may be; and vehicles that only go on with a track. */
  readonly hints: readonly Detection[]
  readonly evidence: string
}

const detection = z.object({
  label: z.string(),
  score: z.number(),
  box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
})

const objects = z.object({
  camera: z.string(),
  capturedAt: z.iso.datetime({ offset: true }),
  width: z.int().positive(),
  height: z.int().positive(),
  detections: z.array(detection),
  hints: z.array(detection).default([]),
  evidence: z.string(),
})

/** @throws TypeError when the event's data is something else: nothing that a retry could cure */
export function objectsIn(event: CloudEvent): ObjectsDetected {
  const parsed = objects.safeParse(event.data)
  if (!parsed.success)
    throw new TypeError(`The event ${event.id} does not say what was detected: ${parsed.error.message}`)
  return parsed.data
}

/** @throws IncidentInvalidError */
export const incidentIn = (event: CloudEvent): Incident => incidentFromJson(event.data)

/** A frame as it travels from the watch to the detector. */
export interface MovedFrame {
  readonly camera: string
  readonly capturedAt: string
  readonly evidence: string
  readonly jpeg: Uint8Array
}

/** @throws TypeError when the event carries no picture */
export function movedFrameIn(event: CloudEvent): MovedFrame {
  const { subject, time, evidence, data } = event
  if (
    !(data instanceof Uint8Array) ||
    subject === undefined ||
    time === undefined ||
    typeof evidence !== 'string'
  ) {
    throw new TypeError(
      `The event ${event.id} carries no frame: it needs subject, time, evidence and a JPEG as data.`,
    )
  }
  return { camera: subject, capturedAt: time, evidence, jpeg: data }
}

/** What was sent to a camera, as it travels to its watch. */
export interface FrameReceived {
  readonly camera: string
  /** Where the camera is, when that changes. */
  readonly place: Place | undefined
  /** A clip is a name among those of the camera's source. */
  readonly sent: Sent
}

/** @param region whose watch is to have it */
export function receivedFrame({ camera, place, sent }: FrameReceived, region = ''): CloudEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type: eventTypes.frameReceived,
    source: `/cameras/${camera}`,
    subject: camera,
    region,
    time: new Date(sent.at).toISOString(),
    // Attributes of an event have no fractions.
    ...(place === undefined ? {} : { place: `${place.latitude},${place.longitude}` }),
    ...('clip' in sent ? { data: { clip: sent.clip } } : { datacontenttype: 'image/jpeg', data: sent.jpeg }),
  }
}

/** @throws TypeError when the event carries neither a picture nor a clip's name */
export function receivedFrameIn({ id, subject, time, place, data }: CloudEvent): FrameReceived {
  if (subject === undefined || time === undefined)
    throw new TypeError(`The event ${id} does not say what it is a picture of.`)
  const at = Date.parse(time)
  const sent = data instanceof Uint8Array ? { jpeg: data, at } : { ...clipNamed.parse(data), at }
  const [latitude, longitude] = typeof place === 'string' ? place.split(',').map(Number) : []
  return {
    camera: subject,
    sent,
    place: latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
  }
}

/** @param region whose watch is to have it */
export function cameraOutlined(camera: string, outlines: Outlines, region: string) {
  return {
    specversion: '1.0' as const,
    id: randomUUID(),
    type: eventTypes.cameraOutlined,
    source: `/cameras/${camera}`,
    subject: camera,
    region,
    data: outlines,
  }
}

/** @throws TypeError when the event carries no outlines */
export function outlinesIn({ id, subject, data }: CloudEvent): Outlines & { readonly camera: string } {
  const parsed = outlines.safeParse(data)
  if (subject === undefined || !parsed.success) throw new TypeError(`The event ${id} has no outlines.`)
  return { camera: subject, ...parsed.data }
}

const polygons = z.array(z.array(z.tuple([z.number(), z.number()])))
const outlines = z.object({ masks: polygons, zones: polygons })

const clipNamed = z.object({ clip: z.string() })
