import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ownShare } from './own-share.ts'

describe("This process's share of an old count of unacknowledged messages", () => {
  it('is what it holds, when it held no more for the whole time', () => {
    let now = 0
    const own = ownShare(10_000, 64, () => now)
    own.arrived(1)
    now = 30_000
    own.atMost(1)
    now = 60_000
    assert.equal(own.atMost(1), 1)
  })

  it('takes in what was handled since the count may have been made, and lets go of it later', () => {
    let now = 0
    const own = ownShare(10_000, 64, () => now)
    for (let event = 0; event < 5; event++) own.arrived(1)
    now = 9_000
    assert.equal(own.atMost(0), 5)
    now = 15_000
    assert.equal(own.atMost(0), 5)
    now = 26_000
    assert.equal(own.atMost(0), 0)
  })

  it('is never more than the broker sends at a time, or this process held by asking for more', () => {
    let now = 0
    const own = ownShare(10_000, 2, () => now)
    for (let event = 0; event < 50; event++) own.arrived(1)
    assert.equal(own.atMost(0), 2)
    own.arrived(7)
    now = 5_000
    assert.equal(own.atMost(0), 7)
  })
})
