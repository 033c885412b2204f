import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { impact } from './impact.ts'
import type { History } from './observation.ts'
import { tracksOf } from './tracks.ts'

const times = Array.from({ length: 30 }, (_, index) => index * 200)
const last = times.at(-1)!

describe('an impact', () => {
  it('is two cars that meet, though they slide on as one', () => {
    assert.ok(
      strikes(
        times.map((at) =>
          looked(
            at,
            car(at < 2000 ? at * 0.12 : 240 + (at - 2000) * 0.01),
            car(Math.max(540 - at * 0.12, 300 + (at - 2000) * 0.01)),
          ),
        ),
      ),
    )
  })

  it('is a car that is thrown aside by one that drives on, the blow itself hidden', () => {
    const history = times.map((at) =>
      at > 1800 && at < 2400
        ? looked(at, car(at * 0.15))
        : looked(at, car(at * 0.15), at <= 1800 ? car(600 - at * 0.15) : car(310, 120)),
    )
    assert.ok(strikes(history))
  })

  it('is not two cars that pass one another', () => {
    assert.ok(!strikes(times.map((at) => looked(at, car(at * 0.12), car(600 - at * 0.12, 112)))))
  })

  it('is not a car that rolls up to a queue', () => {
    const slows = (at: number) => 238 - 0.00001 * Math.max(0, 5000 - at) ** 2
    assert.ok(!strikes(times.map((at) => looked(at, car(slows(at)), car(300)))))
  })

  it('is not a car that drives past a queue and is taken for one of it', () => {
    const history = times.map((at) => looked(at, ...(at < 2000 ? [car(at * 0.12)] : []), car(250), car(312)))
    assert.ok(!strikes(history))
  })

  it('is over when the car drives again', () => {
    const history = times.map((at) =>
      looked(at, car(at < 2000 ? at * 0.12 : at < 3000 ? 240 : 240 - (at - 3000) * 0.1), car(300)),
    )
    assert.ok(!strikes(history))
    assert.ok(strikes(history.slice(0, 15)))
  })
})

const car = (x: number, y = 100) => ({ label: 'vehicle', score: 0.8, box: { x, y, width: 60, height: 40 } })

const looked = (at: number, ...detections: History[number]['detections']): History[number] => ({
  ...{ camera: 'gate', capturedAt: at, width: 640, height: 360, detections },
  ...{ evidence: String(at), traceparent: '' },
})

function strikes(history: History): boolean {
  const tracks = tracksOf(history, 'vehicle')
  const at = Math.min(last, history.at(-1)!.capturedAt)
  return tracks.some((track) => impact(track, tracks, history, at))
}
