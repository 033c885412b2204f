import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Point } from '../picture.ts'
import { areaPath, awakePath, gridTimes, pointAt, sleptShare, steps, timeAt, xAt } from './step-line.ts'

const axis = { from: 1000, to: 2000, width: 100 }

describe('a step line', () => {
  it('holds each level until the next point and the last one until now', () => {
    assert.deepEqual(steps(points([500, 0], [1200, 2], [1700, 1]), axis, replicas), [
      { left: 0, right: 20, value: 0 },
      { left: 20, right: 70, value: 2 },
      { left: 70, right: 100, value: 1 },
    ])
  })

  it('draws nothing for a time of which nothing is known', () => {
    assert.deepEqual(steps(points([1500, 1]), axis, replicas), [{ left: 50, right: 100, value: 1 }])
    assert.deepEqual(steps([], axis, replicas), [])
  })

  it('fills from zero, and only where something runs', () => {
    const levels = steps(points([1000, 0], [1200, 1], [1500, 0]), axis, replicas)
    assert.equal(areaPath(levels, 10, 2), 'M20 10V6H50V10Z')
    assert.equal(awakePath(levels, 10, 2), 'M20 10V6H50V10')
  })

  it('never leaves its row, whatever the level', () => {
    assert.equal(awakePath([{ left: 0, right: 100, value: 50 }], 10, 2), 'M0 10V2H100')
  })

  it('answers what held at a moment', () => {
    const line = points([1000, 0], [1200, 3])
    assert.equal(pointAt(line, 1199)?.replicas, 0)
    assert.equal(pointAt(line, 1200)?.replicas, 3)
    assert.equal(pointAt(line, 900), undefined)
  })

  it('turns pixels into time and back', () => {
    assert.equal(timeAt(axis, xAt(axis, 1234)), 1234)
  })

  it('tells how much of the known time was slept through', () => {
    assert.equal(sleptShare(points([1000, 0], [1750, 1]), axis), 0.75)
    assert.equal(sleptShare([], axis), undefined)
  })

  it('puts grid lines on whole minutes of the clock', () => {
    assert.deepEqual(gridTimes({ from: 61_000, to: 301_000, width: 1 }, 2), [120_000, 240_000])
  })
})

const replicas = (point: Point) => point.replicas

function points(...values: [at: number, replicas: number][]): Point[] {
  return values.map(([at, count]) => ({ at, replicas: count, messagesReady: 0 }))
}
