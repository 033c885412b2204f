// What each clip raises: the pure way from camera to incident, without queue, functions or clock.
//
//   node bench/clips.ts FOLDER|CLIP... [--model FOLDER] [--once] [--json]
//
// Per clip: frames, frames the gate passed, frames with a detection of each incident label, and each incident with
// the second of media time at which it was confirmed. TRUTH comes from the JSON beside a rendered clip. `--once`
// leaves out the detector's closer look.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCamera } from '../safety/src/camera/open-camera.ts'
import { closeLooking } from '../safety/src/detection/close-look.ts'
import type { Detection } from '../safety/src/detection/detection.ts'
import { type Detector, openDetector } from '../safety/src/detection/detector.ts'
import { decodeJpeg, encodeJpeg } from '../safety/src/frame/jpeg.ts'
import { incidentLabels } from '../safety/src/incident/incident.ts'
import { incidentRules } from '../safety/src/incident/rules.ts'
import { incidentTracker } from '../safety/src/incident/tracker.ts'
import { defaultGatePolicy, freshGateMemory, gateDecision } from '../safety/src/motion/gate-policy.ts'
import { motionGate } from '../safety/src/motion/motion-gate.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: join(import.meta.dirname, '../models/city-nano') },
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

await using plain = await openDetector(values.model)
const detector = values.once ? plain : closeLooking(plain)
const { hint } = incidentRules().accident
const thresholds = {
  ...plain.model.thresholds,
  accident: Math.min(hint, plain.model.thresholds.accident ?? 1),
  vehicle: (plain.model.thresholds.vehicle ?? 1) / 2,
}
const isFaint = ({ label, score }: Detection) =>
  label === 'vehicle' && score < (plain.model.thresholds.vehicle ?? 1)
if (!values.json) console.log(row('CLIP', 'FRAMES', 'PASSED', incidentLabels.join('/'), 'TRUTH', 'INCIDENTS'))
for (const clip of positionals.flatMap(clipsAt)) {
  const result = { ...(await watched(clip, detector)), truth: truthOf(clip) }
  if (values.json) {
    console.log(JSON.stringify(result))
    continue
  }
  const { frames, passed, detections, incidents, truth } = result
  const counts = incidentLabels.map((label) => detections[label]).join('/')
  const raised = incidents.map(
    ({ label, second, score }) => `${label} at ${second.toFixed(1)} s (${score.toFixed(2)})`,
  )
  const known = truth === undefined ? '?' : truth === null ? 'none' : `${truth.label} ${truth.second} s`
  console.log(row(basename(clip), String(frames), String(passed), counts, known, raised.join(', ') || '-'))
}

async function watched(clip: string, detector: Detector) {
  const camera = {
    id: basename(clip),
    region: 'seoul',
    place: { latitude: 37.5, longitude: 127 },
    virtual: false,
  }
  const source = { files: [clip], play: 'once', everyMs: null, afterMs: 0 } as const
  const options = { signal: new AbortController().signal, pace: 'fast', startedAt: 0 } as const
  const gate = motionGate()
  const tracker = incidentTracker(incidentRules(), [camera])
  const detections = { accident: 0, fire: 0, gun: 0, knife: 0 }
  const incidents: { label: string; second: number; score: number }[] = []
  let [frames, passed, memory] = [0, 0, freshGateMemory]
  for await (const frame of openCamera({ id: camera.id, source }, options)) {
    frames += 1
    const { capturedAt, width, height } = frame
    const decision = gateDecision(defaultGatePolicy, memory, { capturedAt, moving: gate.step(frame).moving })
    memory = decision.memory
    if (decision.reason === undefined) continue
    passed += 1
    // As a frame travels to the detector: a JPEG loses a little of what it shows.
    const found = await detector.detect(await decodeJpeg(await encodeJpeg(frame)), thresholds)
    for (const label of incidentLabels)
      if (found.some((one) => one.label === label && one.score >= plain.model.thresholds[label]!))
        detections[label] += 1
    const changes = tracker.observe({
      ...{ camera: camera.id, capturedAt, width, height },
      ...{ detections: found.filter((one) => !isFaint(one)), faint: found.filter(isFaint) },
      ...{ evidence: createHash('sha256').update(String(capturedAt)).digest('hex'), traceparent: '' },
    })
    for (const { change, incident } of changes) {
      if (change !== 'opened') continue
      incidents.push({ label: incident.label, second: capturedAt / 1000, score: incident.score })
    }
  }
  return { clip: basename(clip), frames, passed, detections, incidents }
}

/** Rendered clips have theirs beside them: null when nothing happens; undefined when nobody wrote it down. */
function truthOf(clip: string): { label: string; second: number } | null | undefined {
  const file = clip.replace(/\.[^.]+$/, '.json')
  if (!existsSync(file)) return undefined
  const { incident } = JSON.parse(readFileSync(file, 'utf8'))
  return incident === null ? null : { label: incident.label, second: incident.second ?? incident.t0 }
}

function clipsAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => /\.(mp4|mkv|avi|mov|webm)$/i.test(name))
  return names.sort().map((name) => join(path, name))
}

function row(...cells: string[]): string {
  const widths = [38, 7, 7, 24, 14]
  return cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' ')
}
