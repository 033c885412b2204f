import { basename } from 'node:path'
import type { CloudEvent } from '@bonghwa/platform/event'
import type { CameraState } from '../api/shapes.ts'
import type { Camera } from '../camera/city.ts'
import { bareJpeg } from '../frame/jpeg.ts'
import { eventTypes, movedFrameIn, objectsIn, outlinesIn, receivedFrameIn } from '../functions/messages.ts'
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
  camera: Camera
  report: CameraReport | undefined
  /** Frames seen by then, of the last seconds. */
  readonly counts: { readonly at: number; readonly seen: number }[]
  /** Sent to the detector and not answered yet, by hash. */
  readonly sent: Map<string, Uint8Array>
  jpeg: Uint8Array | undefined
  frame: CameraState['frame']
  /** Where it is; that of a camera whose pictures are sent may change. */
  place: Camera['place']
}

/** Pictures of one camera that may wait for the detector's answer. */
const mostSent = 16
/** Over how long frames are counted. */
const countedMs = 5_000

export function cameraBoard(cameras: readonly Camera[]): CameraBoard {
  const entries = new Map<string, Entry>(
    cameras.map((camera) => [
      camera.id,
      {
        camera,
        report: undefined,
        counts: [],
        sent: new Map(),
        jpeg: undefined,
        frame: null,
        place: camera.place,
      },
    ]),
  )

  return {
    note(event) {
      const entry = entries.get(event.subject ?? '')
      if (!entry) return false
      switch (event.type) {
        case eventTypes.cameraReported:
          entry.report = event.data as CameraReport
          count(entry)
          return true
        case eventTypes.cameraOutlined: {
          const { masks, zones } = outlinesIn(event)
          entry.camera = { ...entry.camera, masks, zones }
          return true
        }
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

function count({ counts, report }: Entry) {
  const at = Date.now()
  counts.push({ at, seen: report?.framesSeen ?? 0 })
  while (counts[0] !== undefined && at - counts[0].at > countedMs) counts.shift()
}

/** A watch that has nothing new to report sees nothing. */
function fpsOf(counts: Entry['counts']): number {
  const [first, last] = [counts.at(0), counts.at(-1)]
  if (first === undefined || last === undefined || first === last) return 0
  if (Date.now() - last.at > countedMs || last.seen < first.seen) return 0
  return Math.round(((last.seen - first.seen) / (last.at - first.at)) * 10_000) / 10
}

function stateOf({ camera, report, counts, frame, place }: Entry): CameraState {
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
    fps: fpsOf(counts),
    framesSeen: report?.framesSeen ?? 0,
    framesSent: report?.framesSent ?? 0,
    framesDropped: report?.framesDropped ?? 0,
    decoding: report?.decoding ?? { mode: 'full', keyFrameMs: null },
    priority: camera.priority,
    care: report?.care ?? 'full',
    lastFrameAt: iso(report?.lastFrameAt ?? null),
    masks: camera.masks,
    zones: camera.zones,
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
