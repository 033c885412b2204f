import { basename } from 'node:path'
import type { CloudEvent } from '@bonghwa/platform/event'
import type { CameraState } from '../api/shapes.ts'
import type { Camera } from '../camera/city.ts'
import { bareJpeg } from '../frame/jpeg.ts'
import { eventTypes, movedFrameIn, objectsIn, receivedFrameIn } from '../functions/messages.ts'
import type { CameraReport } from '../watch/camera-report.ts'

/** How every camera is doing, learnt from the events that pass: nothing is asked of the watches. */
export interface CameraBoard {
  /** Whether the event changed what the board shows. */
  note(event: CloudEvent): boolean
  states(): CameraState[]
  /** JPEG of the last frame that the detector looked at. */
  frame(camera: string): Promise<Uint8Array | undefined>
}

interface Entry {
  readonly camera: Camera
  report: CameraReport | undefined
  /** Sent to the detector and not answered yet, by hash. */
  readonly sent: Map<string, Uint8Array>
  jpeg: Uint8Array | undefined
  frame: CameraState['frame']
  /** Where it is; that of a camera whose pictures are sent may change. */
  place: Camera['place']
}

/** Pictures of one camera that may wait for the detector's answer. */
const mostSent = 16

export function cameraBoard(cameras: readonly Camera[]): CameraBoard {
  const entries = new Map<string, Entry>(
    cameras.map((camera) => [
      camera.id,
      { camera, report: undefined, sent: new Map(), jpeg: undefined, frame: null, place: camera.place },
    ]),
  )

  return {
    note(event) {
      const entry = entries.get(event.subject ?? '')
      if (!entry) return false
      switch (event.type) {
        case eventTypes.cameraReported:
          entry.report = event.data as CameraReport
          return true
        case eventTypes.motionDetected: {
          const { evidence, jpeg } = movedFrameIn(event)
          entry.sent.set(evidence, jpeg)
          if (entry.sent.size > mostSent) entry.sent.delete(entry.sent.keys().next().value ?? '')
          return false
        }
        case eventTypes.frameReceived: {
          const { place = entry.place } = receivedFrameIn(event)
          const moved = place.latitude !== entry.place.latitude || place.longitude !== entry.place.longitude
          entry.place = place
          return moved
        }
        case eventTypes.objectsDetected: {
          const { evidence, width, height, capturedAt, detections } = objectsIn(event)
          const jpeg = entry.sent.get(evidence)
          if (!jpeg) return false
          entry.sent.delete(evidence)
          entry.jpeg = jpeg
          entry.frame = { width, height, capturedAt, detections: [...detections] }
          return true
        }
        default:
          return false
      }
    },
    states: () => [...entries.values()].map(stateOf),
    async frame(camera) {
      const jpeg = entries.get(camera)?.jpeg
      // What a publisher sent as a frame may say where it was taken.
      return jpeg && bareJpeg(jpeg)
    },
  }
}

function stateOf({ camera, report, frame, place }: Entry): CameraState {
  const { id, title, region, heading, fieldOfView, virtual, source } = camera
  return {
    id,
    title,
    region,
    place,
    heading,
    fieldOfView,
    virtual,
    source: sourceInWords(source),
    push: 'push' in source ? { clips: Object.keys(source.clips) } : null,
    state: report?.state ?? 'starting',
    error: report?.error ?? null,
    nextSceneAt: iso(report?.nextSceneAt ?? null),
    moving: report?.moving ?? false,
    framesSeen: report?.framesSeen ?? 0,
    framesSent: report?.framesSent ?? 0,
    framesDropped: report?.framesDropped ?? 0,
    decoding: report?.decoding ?? { mode: 'full', keyFrameMs: null },
    lastFrameAt: iso(report?.lastFrameAt ?? null),
    frame,
  }
}

function sourceInWords(source: Camera['source']): string {
  if ('push' in source) return 'sent pictures'
  if ('url' in source) return withoutPassword(source.url)
  return source.files.map((file) => basename(file)).join(', ')
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
const withoutPassword = (url: string): string => url.replace(/\/\/[^/@]*@/, '//')
