import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { paceOf } from './pace.ts'

describe('The pace of a camera', () => {
  it('tells when a late picture was due, once a quick one has shown the line', () => {
    const dueAt = paceOf(5)
    assert.deepEqual([1000, 1200, 1460, 1600].map(dueAt), [1000, 1200, 1400, 1600])
  })

  it('does not take the start of a decoder for the pace of the camera', () => {
    const dueAt = paceOf(5)
    // The first one came 150 ms late.
    assert.deepEqual([1150, 1200, 1400].map(dueAt), [1150, 1200, 1400])
  })

  it('follows a camera whose clock runs slow', () => {
    const dueAt = paceOf(5)
    let due = 0
    for (let index = 0; index < 3000; index++) due = dueAt(index * 200.1)
    assert.ok(2999 * 200.1 - due <= 0.1 * 300, `${2999 * 200.1 - due}`)
  })
})
