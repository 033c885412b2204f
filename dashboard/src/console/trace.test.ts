import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { waterfall } from './trace.ts'

describe('the waterfall of an incident', () => {
  it('lays segments out from the first beginning to the last end and finds the longest', () => {
    const shown = waterfall([
      { name: 'handle', start: '2026-11-24T05:00:00.150Z', duration: 50 },
      { name: 'gate', start: '2026-11-24T05:00:00.000Z', duration: 50 },
      { name: 'wake', start: '2026-11-24T05:00:00.050Z', duration: 100 },
    ])
    assert.equal(shown?.total, 200)
    assert.equal(shown?.longest.segment.name, 'wake')
    assert.deepEqual(
      shown?.bars.map(({ segment, left, width }) => [segment.name, left, width]),
      [
        ['gate', 0, 0.25],
        ['wake', 0.25, 0.5],
        ['handle', 0.75, 0.25],
      ],
    )
  })

  it('takes a step within a function for the longest, not the function around it', () => {
    const shown = waterfall([
      { name: 'handled', start: 0, duration: 100, function: 'detect' },
      { name: 'inferred', start: 10, duration: 80, function: 'detect' },
      { name: 'queued', start: 100, duration: 20, function: 'post-fire' },
    ])
    assert.equal(shown?.longest.segment.name, 'inferred')
    assert.deepEqual(
      shown?.bars.map(({ inside }) => inside),
      [false, true, false],
    )
  })

  it("keeps a function's steps with it though their clock is some milliseconds off", () => {
    const shown = waterfall([
      { name: 'handled', start: 0, duration: 38, function: 'detect' },
      { name: 'queued', start: 32, duration: 1, function: 'watch' },
      { name: 'inferred', start: 36, duration: 17, function: 'detect' },
    ])
    assert.deepEqual(
      shown?.bars.map(({ segment, inside }) => [segment.name, inside]),
      [
        ['handled', false],
        ['inferred', true],
        ['queued', false],
      ],
    )
  })

  it('leaves apart what a function did before it was handed the event', () => {
    const shown = waterfall([
      { name: 'packed', start: 0, duration: 10, function: 'watch' },
      { name: 'handled', start: 10, duration: 15, function: 'detect' },
      { name: 'handled', start: 26, duration: 78, function: 'watch' },
      { name: 'confirmed', start: 26, duration: 58, function: 'watch' },
    ])
    assert.deepEqual(
      shown?.bars.map(({ inside }) => inside),
      [false, false, false, true],
    )
  })

  it('reads starts given in milliseconds as well', () => {
    const shown = waterfall([
      { name: 'gate', start: 10, duration: 5 },
      { name: 'queue', start: 15, duration: 15 },
    ])
    assert.equal(shown?.total, 20)
    assert.equal(shown?.bars[1]?.left, 0.25)
  })

  it('is nothing without segments', () => {
    assert.equal(waterfall([]), undefined)
  })
})
