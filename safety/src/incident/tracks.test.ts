import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { collision } from './collision.ts'
import type { Observation } from './observation.ts'
import { speed, tracksOf } from './tracks.ts'

const times = Array.from({ length: 20 }, (_, index) => index * 200)
const car = (x: number, y = 100) => ({
  label: 'vehicle',
  score: 0.8,
  box: { x, y, width: 60, height: 40 },
})
const observed = (at: number, ...detections: Observation['detections']): Observation => ({
  ...{ camera: 'gate', capturedAt: at, width: 640, height: 360, detections },
  ...{ evidence: String(at), traceparent: '' },
})

describe('tracks', () => {
  it('of two cars that cross stay two, each on its way', () => {
    const history = times.map((at) => observed(at, car(at * 0.15), car(500 - at * 0.15, 112)))
    const ways = tracksOf(history, 'vehicle').map(({ steps }) => [steps[0]!.box.x, steps.at(-1)!.box.x])
    assert.deepEqual(
      ways.toSorted((a, b) => a[0]! - b[0]!),
      [
        [0, 570],
        [500, -70],
      ],
    )
  })

  it('go on through a frame or two in which a car was not seen, and end after a second', () => {
    const seen = (at: number) => at < 1000 || at >= 1400
    assert.equal(
      tracksOf(
        times.map((at) => observed(at, ...(seen(at) ? [car(at * 0.1)] : []))),
        'vehicle',
      ).length,
      1,
    )
    const gone = (at: number) => at < 600 || at >= 2400
    assert.equal(
      tracksOf(
        times.map((at) => observed(at, ...(gone(at) ? [car(100)] : []))),
        'vehicle',
      ).length,
      2,
    )
  })

  it('go on by what the detector is less sure of, which begins none', () => {
    const history = times.map((at) => ({
      ...observed(at, ...(at < 1000 || at >= 3000 ? [car(at * 0.1)] : [])),
      faint: [car(at * 0.1), car(500)],
    }))
    const [track, ...others] = tracksOf(history, 'vehicle')
    assert.deepEqual([track?.steps.length, others.length], [times.length, 0])
  })

  it('tell how fast a car went, in its own sizes a second', () => {
    const [track] = tracksOf(
      times.map((at) => observed(at, car(at * 0.049))),
      'vehicle',
    )
    assert.ok(Math.abs(speed(track!, 0, 2000)! - 1) < 0.01)
    assert.equal(speed(track!, 10_000, 12_000), undefined)
  })
})

describe('a collision', () => {
  const place = { x: 300, y: 90, width: 120, height: 60 }
  const at = 3800

  it('is a car that drove and stands at another that stood', () => {
    const history = times.map((now) => observed(now, car(360), car(Math.min(302, now * 0.12 - 20))))
    assert.deepEqual(collision(history, place, at), { suddenStop: true, contact: true, gathering: false })
  })

  it('is no queue at a light: nobody drove a moment ago', () => {
    const history = times.map((now) => observed(now, car(302), car(364)))
    assert.deepEqual(collision(history, place, at), { suddenStop: false, contact: false, gathering: false })
  })

  it('is no car that drives past one that stands', () => {
    const history = times.map((now) => observed(now, car(360), car(now * 0.12, 125)))
    const { suddenStop, contact } = collision(history, place, 2800)
    assert.deepEqual([suddenStop, contact], [false, false])
  })

  it('draws people', () => {
    const person = (x: number) => ({ label: 'person', score: 0.8, box: { x, y: 95, width: 15, height: 40 } })
    const later = Array.from({ length: 60 }, (_, index) => index * 200)
    const history = later.map((now) =>
      observed(now, ...(now > 9000 ? [person(300), person(340), person(380)] : [])),
    )
    assert.equal(collision(history, place, 11_800).gathering, true)
    assert.equal(collision(history, place, 8000).gathering, false)
  })
})
