import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import type { CloudEvent } from '@bonghwa/platform/event'
import type { Camera, City } from '../camera/city.ts'
import { ClipMissingError } from '../camera/errors.ts'
import { eventTypes, incidentIn } from '../functions/messages.ts'
import { incidentToJson } from '../incident/wire.ts'
import type { Pin } from '../outcome/pin.ts'
import type { Post } from '../outcome/post.ts'
import { openCity } from './open-city.ts'

/** A line of `city watch`: an incident's change or an outcome. */
export type WatchLine =
  | ({
      readonly kind: 'incident'
      readonly change: string
      readonly clip: string
      readonly atSeconds: number
    } & ReturnType<typeof incidentToJson>)
  | ({ readonly kind: 'outcome'; readonly outcome: 'pin'; readonly clip: string } & Pin)
  | ({ readonly kind: 'outcome'; readonly outcome: 'post'; readonly clip: string } & Post)
  | { readonly kind: 'error'; readonly clip: string; readonly message: string }

/**
 * Runs clips through the whole city, from camera to outcome, as fast as the detector takes their frames, and tells
 * every change of an incident and every outcome. Its state is thrown away at the end.
 */
export async function watchClips(
  city: City,
  clips: readonly string[],
  tell: (line: WatchLine) => void,
): Promise<void> {
  for (const clip of clips)
    if (!statSync(clip, { throwIfNoEntry: false })?.isFile()) throw new ClipMissingError(clip)
  const data = mkdtempSync(join(tmpdir(), 'bonghwa-watch-'))
  try {
    await using open = await openCity({
      city: withClips(city, clips),
      data,
      storeUrl: `sqlite:${join(data, 'city.db')}`,
      pace: 'fast',
      standby: 2,
      functions: [],
    })
    const cameras = new Map(open.city.cameras.map((camera, index) => [camera.id, clips[index] ?? '']))
    const firstSeen = new Map<string, number>()
    const clipOfIncident = new Map<string, string>()
    const ended = Promise.withResolvers<void>()
    open.platform.onEvent((event) => {
      noteStart(event, firstSeen)
      for (const line of linesOf(event, cameras, firstSeen, clipOfIncident)) tell(line)
      if (event.type === eventTypes.watchEnded) ended.resolve()
    })
    await open.watch()
    await ended.promise
    await quiet(open.platform)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** One region, and a camera for each clip, so far apart that no two see the same occurrence. */
function withClips(city: City, clips: readonly string[]): City {
  const region = city.regions.find(({ core }) => core) ?? city.regions[0]
  if (!region) throw new RangeError('A city has a region.')
  const cameras = clips.map((clip, index): Camera => {
    const name = basename(clip, extname(clip))
    return {
      id: `clip-${index + 1}`,
      title: { ko: name, en: name },
      region: region.name,
      place: { latitude: region.place.latitude, longitude: region.place.longitude + 0.02 * index },
      heading: 0,
      fieldOfView: 70,
      virtual: false,
      masks: [],
      priority: 'normal',
      zones: [],
      source: { files: [resolve(clip)], play: 'once', everyMs: null, afterMs: 0 },
    }
  })
  // Whoever tries a clip must not alarm anybody.
  return { ...city, regions: [region], cameras, channels: [] }
}

function noteStart(event: CloudEvent, firstSeen: Map<string, number>) {
  if (event.type !== eventTypes.motionDetected || event.subject === undefined) return
  const at = Date.parse(event.time ?? '')
  firstSeen.set(event.subject, Math.min(firstSeen.get(event.subject) ?? at, at))
}

function linesOf(
  event: CloudEvent,
  clips: ReadonlyMap<string, string>,
  firstSeen: ReadonlyMap<string, number>,
  clipOfIncident: Map<string, string>,
): WatchLine[] {
  const change = (['opened', 'updated', 'closed'] as const).find(
    (each) => eventTypes.incident(each) === event.type,
  )
  if (change !== undefined) {
    const incident = incidentIn(event)
    const clip = clips.get(incident.camera) ?? ''
    clipOfIncident.set(incident.id, clip)
    // The first frame of a clip always passes the gate, so it is where the clip's own time begins.
    const atSeconds = Math.round((incident.openedAt - (firstSeen.get(incident.camera) ?? 0)) / 100) / 10
    return [{ kind: 'incident', change, clip, atSeconds, ...incidentToJson(incident) }]
  }
  if (event.type === eventTypes.pinPlaced) {
    const pin = event.data as Pin
    return [{ kind: 'outcome', outcome: 'pin', clip: clipOfIncident.get(pin.incident) ?? '', ...pin }]
  }
  if (event.type === eventTypes.postWritten) {
    const post = event.data as Post
    return [{ kind: 'outcome', outcome: 'post', clip: clipOfIncident.get(post.incident) ?? '', ...post }]
  }
  if (event.type === eventTypes.cameraReported) {
    const { camera, state, error } = event.data as { camera: string; state: string; error: string | null }
    const clip = clips.get(camera)
    if (state === 'failed' && clip !== undefined)
      return [{ kind: 'error', clip, message: error ?? 'it failed' }]
  }
  return []
}

/** Resolves when no function has anything left to do. */
async function quiet(platform: Awaited<ReturnType<typeof openCity>>['platform']): Promise<void> {
  const busy = async () => {
    const depths = await Promise.all(platform.lanes().map(({ queue }) => queue.depth()))
    return depths.some(
      (depth) => depth.messagesReady + depth.messagesUnacknowledged + depth.messagesDelayed > 0,
    )
  }
  while (await busy()) await new Promise<void>((resolve) => setTimeout(resolve, 50))
}
