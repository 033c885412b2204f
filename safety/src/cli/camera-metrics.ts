import { type Platform, readAtScrape } from '@bonghwa/platform'
import type { CameraState } from '../api/shapes.ts'
import { cares } from '../camera/city.ts'

/** A camera that should show something and has shown nothing for so long is silent. */
const silentAfterMs = 10_000

/** Adds what the cameras do to the platform's metrics. */
export function cameraMetrics({ metrics }: Platform, states: () => readonly CameraState[]): void {
  const camera = readAtScrape(metrics.registry, states, ['camera', 'region'], ({ id, region }) => ({
    camera: id,
    region,
  }))
  camera('city_camera_frames_total', 'Frames that came to the motion gate.', ({ framesSeen }) => framesSeen)
  camera('city_camera_frames_sent_total', 'Frames that went to the detector.', ({ framesSent }) => framesSent)
  camera(
    'city_camera_frames_dropped_total',
    'Frames too late for the gate, or without room on the way to the detector.',
    ({ framesDropped }) => framesDropped,
  )
  camera('city_camera_gate_open', '1 while something moves.', ({ moving }) => Number(moving))
  camera(
    'city_camera_spared',
    '1 by key frames only, 2 by one of them every few seconds: the machine has too many.',
    ({ care }) => cares.indexOf(care),
  )
  camera('city_camera_silent', '1 when it fails, or shows nothing though it should.', (each) =>
    Number(isSilent(each, Date.now())),
  )
}

/** Between two scenes a virtual camera rests, and a phone that no longer sends has ended: neither is silent. */
export function isSilent({ state, lastFrameAt }: CameraState, now: number): boolean {
  if (state === 'failed') return true
  return state === 'watching' && lastFrameAt !== null && now - Date.parse(lastFrameAt) > silentAfterMs
}
