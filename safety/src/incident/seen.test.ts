import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { incidentRules } from './rules.ts'
import { incidentTracker } from './tracker.ts'

/** A label, a score, and a box: left, top, width, height in pixels. */
type Seen = readonly [string, number, number, number, number, number]

interface Footage {
  readonly what: string
  readonly raises: string | null
  /** Milliseconds; what the detector saw; vehicles of which it was less sure. */
  readonly frames: readonly (readonly [number, readonly Seen[], readonly Seen[]])[]
}

// What the detector (city-nano, through JPEG) saw in each frame of clips of real and of rendered cameras.
const seen: Footage[] = readFileSync(join(import.meta.dirname, 'fixtures/seen.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

describe('what was seen where', () => {
  for (const { what, raises, frames } of seen) {
    it(`${what} raises ${raises === null ? 'nothing' : `one ${raises}`}`, () => {
      const place = { latitude: 37.5, longitude: 127 }
      const tracker = incidentTracker(incidentRules(), [
        { id: 'gate', region: 'seoul', place, virtual: false },
      ])
      const changes = frames.flatMap(([capturedAt, detections, faint]) =>
        tracker.observe({
          ...{ camera: 'gate', capturedAt, width: 640, height: 360 },
          ...{ detections: detections.map(detection), faint: faint.map(detection) },
          ...{ evidence: String(capturedAt), traceparent: '' },
        }),
      )
      assert.deepEqual(
        changes.filter(({ change }) => change === 'opened').map(({ incident }) => incident.label),
        raises === null ? [] : [raises],
      )
    })
  }
})

const detection = ([label, score, x, y, width, height]: Seen) => ({
  label,
  score,
  box: { x, y, width, height },
})
