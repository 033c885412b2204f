import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { divided, fresh, moved, outlinesOf, type Shape, shapesOf, shifted, without } from './drawing.ts'

const triangle: Shape = {
  kind: 'zone',
  corners: [
    [0, 0],
    [0.5, 0],
    [0.5, 0.5],
  ],
}

describe('Drawing on a picture', () => {
  it('keeps corners in the picture', () => {
    assert.deepEqual(moved(triangle, 1, [1.7, -0.2]).corners[1], [1, 0])
  })

  it('moves a shape without bending it at the edge', () => {
    assert.deepEqual(shifted(triangle, 0.8, 0.1).corners, [
      [0.5, 0.1],
      [1, 0.1],
      [1, 0.6],
    ])
    assert.deepEqual(shifted(triangle, -1, 0).corners, triangle.corners)
  })

  it('divides a side and takes corners away, but three', () => {
    const four = divided(triangle, 2)
    assert.deepEqual(four.corners[3], [0.25, 0.25])
    assert.deepEqual(without(four, 3), triangle)
    assert.equal(without(triangle, 0), triangle)
  })

  it('sends masks and zones apart, and nothing unfinished', () => {
    const begun: Shape = { kind: 'mask', corners: [[0, 0]] }
    const { masks, zones } = outlinesOf([begun, triangle, fresh('mask')])
    assert.deepEqual([masks.length, zones], [1, [triangle.corners]])
    assert.deepEqual(outlinesOf(shapesOf(masks, zones)), { masks, zones })
  })
})
