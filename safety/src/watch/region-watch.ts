import { setTimeout as sleep } from 'node:timers/promises'
import { type FunctionContext, preciseNow } from '@bonghwa/platform/function'
import type { Place } from '../camera/place.ts'
import type { Outlines } from '../camera/save-outlines.ts'
import type { Detection } from '../detection/detection.ts'
import type { CityEnvironment } from '../functions/environment.ts'
import { eventTypes, type FrameReceived, type ObjectsDetected } from '../functions/messages.ts'
import { kindOf } from '../incident/kind.ts'
import { incidentRules } from '../incident/rules.ts'
import { incidentTracker } from '../incident/tracker.ts'
import { isWatched, type WatchedArea } from '../motion/watched-area.ts'
import { openEvidence } from '../store/evidence.ts'
import type { Store } from '../store/store.ts'
import { announcer } from './announce.ts'
import { cameraWatch } from './camera-watch.ts'
import { careOf, freshCareMemory, nextCare } from './care.ts'
import { recentPictures } from './recent-pictures.ts'

/** The cameras of one region, from frames to incidents. */
export interface RegionWatch {
  /** Until the context's signal is aborted; at `fast` pace until every clip was read and answered. */
  run(): Promise<void>
  /** Something was sent to a camera of this region. */
  received(frame: FrameReceived): void
  /** The masks and zones of a camera of this region were drawn anew. */
  outlined(drawn: Outlines & { readonly camera: string }): void
  /** What the detector saw in a frame of this region. */
  detected(objects: ObjectsDetected, traceparent: string): Promise<void>
}

export interface RegionWatchOptions extends Pick<CityEnvironment, 'city' | 'evidence' | 'pace'> {
  readonly store: Store
  readonly context: FunctionContext
}

const tickMs = 1_000
const lateOverMs = 5_000
/** At `fast` pace: clips that are read at the same time. */
const clipsAtOnce = 2

export async function openRegionWatch(options: RegionWatchOptions): Promise<RegionWatch> {
  const { city, store, pace, context } = options
  const cameras = city.cameras.filter(({ region }) => region === context.region)
  const tracker = incidentTracker(
    incidentRules(city.incidents),
    cameras,
    await store.openIncidents(context.region),
  )
  const pictures = recentPictures()
  /** How late the pictures of the last seconds were. */
  let late: { readonly at: number; readonly ms: number }[] = []
  let care = freshCareMemory
  const announce = announcer(store, openEvidence(options.evidence), pictures, context)
  const watches = new Map(
    cameras.map((camera) => {
      const onLate = (ms: number) => void late.push({ at: Date.now(), ms })
      return [camera.id, cameraWatch({ camera, pace, pictures, context, onLate })] as const
    }),
  )
  const areas = new Map<string, WatchedArea>(cameras.map((camera) => [camera.id, camera]))
  /** Where cameras are that were moved. */
  const places = new Map<string, Place>()
  /** The latest instant that any camera showed: the clock at `fast` pace. */
  let latest = 0

  /** What may be an incident counts only where the camera's masks and zones let it; persons and vehicles tell of it from anywhere. */
  function counting({ camera: id, width, height }: ObjectsDetected, found: readonly Detection[]) {
    const area = areas.get(id)
    return found.filter(
      ({ label, box }) =>
        area === undefined || kindOf(label) === undefined || isWatched(area, box, { width, height }),
    )
  }

  /** Where this machine has more cameras than it can look at, those of low priority are looked at less. */
  function giveCare(open: ReadonlySet<string>) {
    const now = Date.now()
    late = late.filter(({ at }) => now - at < lateOverMs)
    const sorted = late.map(({ ms }) => ms).toSorted((a, b) => a - b)
    const watching = [...watches.values()].filter((watch) => watch.watching).length
    const strain = { lateMs: sorted[Math.floor(sorted.length / 2)] ?? null, watching }
    const cared = cameras.map(({ id, priority }) => ({ id, priority, busy: open.has(id) }))
    const { steps } = care
    care = nextCare(care, strain, { now, cameras: cared.length, most: 2 * cared.length })
    for (const [id, given] of careOf(cared, care.steps)) watches.get(id)?.spare(given)
    if (steps !== care.steps)
      context.log('how closely cameras are looked at', {
        lateMs: Math.round(strain.lateMs ?? Number.NaN),
        steps: care.steps,
        of: 2 * cared.length,
      })
  }

  async function ticking(signal: AbortSignal) {
    while (!signal.aborted) {
      await announce(tracker.tick(Date.now()), preciseNow())
      const open = new Set(tracker.open().map(({ camera }) => camera))
      for (const [camera, watch] of watches) watch.incidentOpen(open.has(camera))
      giveCare(open)
      await sleep(tickMs, undefined, { signal }).catch(() => {})
    }
  }

  return {
    async run() {
      await announce.leftOver()
      if (pace === 'live') {
        await Promise.all([...[...watches.values()].map((watch) => watch.run()), ticking(context.signal)])
        return
      }
      const waiting = [...watches.values()]
      const worker = async () => {
        for (let watch = waiting.shift(); watch; watch = waiting.shift()) await watch.run()
      }
      await Promise.all(Array.from({ length: clipsAtOnce }, worker))
      await announce(tracker.tick(latest + longestOpenMs), preciseNow())
      await context.emit({ type: eventTypes.watchEnded, data: { region: context.region } })
      await sleep(longestOpenMs, undefined, { signal: context.signal }).catch(() => {})
    },
    received({ camera: id, place, sent }) {
      const camera = cameras.find((one) => one.id === id)
      if (camera === undefined || !('push' in camera.source)) return
      if (place !== undefined && !isSame(place, places.get(id) ?? camera.place)) {
        places.set(id, place)
        tracker.moved(id, place)
      }
      if (!('clip' in sent)) return watches.get(id)?.inbox.put(sent)
      const clip = camera.source.clips[sent.clip]
      if (clip !== undefined) watches.get(id)?.inbox.put({ clip, at: sent.at })
    },
    outlined({ camera, masks, zones }) {
      areas.set(camera, { masks, zones })
      watches.get(camera)?.outlined(masks)
    },
    async detected(objects, traceparent) {
      const startedAt = preciseNow()
      const capturedAt = Date.parse(objects.capturedAt)
      latest = Math.max(latest, capturedAt)
      const sure = counting(objects, objects.detections)
      // A frame of before a restart has no picture any more, and an incident needs its evidence.
      if (pictures.has(objects.evidence)) {
        const { camera, width, height, evidence } = objects
        const hints = counting(objects, objects.hints)
        const detections = [...sure, ...hints.filter(({ label }) => kindOf(label) !== undefined)]
        const faint = hints.filter(({ label }) => kindOf(label) === undefined)
        await announce(
          tracker.observe({ camera, capturedAt, width, height, detections, faint, evidence, traceparent }),
          startedAt,
        )
      }
      const suspicious = sure.some(({ label }) => kindOf(label) !== undefined)
      watches.get(objects.camera)?.answered(objects.evidence, suspicious)
    },
  }
}

const isSame = (a: Place, b: Place): boolean => a.latitude === b.latitude && a.longitude === b.longitude

/** Longer than any incident stays open unseen. */
const longestOpenMs = 24 * 3_600_000
