import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Polygon } from './polygon.ts'
import { isWatched } from './watched-area.ts'

const left: Polygon = [
  [0, 0],
  [0.5, 0],
  [0.5, 1],
  [0, 1],
]
/** The road in a corner of the picture, a triangle. */
const road: Polygon = [
  [0, 1],
  [1, 1],
  [1, 0],
]
const frame = { width: 640, height: 360 }
const boxAt = (x: number, y: number) => ({ x: x - 20, y: y - 10, width: 40, height: 20 })

describe('what lies in the watched area of a camera', () => {
  it('is everything where neither masks nor zones are drawn', () => {
    assert.equal(isWatched({ masks: [], zones: [] }, boxAt(100, 100), frame), true)
  })

  it('is not what has its centre under a mask, however far it reaches out of it', () => {
    assert.equal(isWatched({ masks: [left], zones: [] }, boxAt(319, 100), frame), false)
    assert.equal(isWatched({ masks: [left], zones: [] }, boxAt(321, 100), frame), true)
  })

  it('is only what has its centre in a zone, where there are zones', () => {
    assert.equal(isWatched({ masks: [], zones: [road] }, boxAt(600, 300), frame), true)
    assert.equal(isWatched({ masks: [], zones: [road] }, boxAt(40, 60), frame), false)
    assert.equal(isWatched({ masks: [], zones: [road, left] }, boxAt(40, 60), frame), true)
  })

  it('is not what a mask covers within a zone', () => {
    assert.equal(isWatched({ masks: [left], zones: [road] }, boxAt(300, 350), frame), false)
  })
})
