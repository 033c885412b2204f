import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { drawn, freshPace } from './pace.ts'

const after = (...took: number[]) => took.reduce(drawn, freshPace)

describe('a browser that draws', () => {
  it('is too slow below two pictures a second, its first one not counted', () => {
    assert.equal(after(9000, 700, 400, 390).tooSlow, false)
    assert.equal(after(9000, 700, 400, 410).tooSlow, true)
    assert.equal(after(9000, 40, 60, 50).perSecond, 20)
  })

  it('is judged as soon as it can be', () => {
    assert.equal(after(9000).tooSlow, false)
    assert.equal(after(16_000).tooSlow, true)
    assert.equal(after(9000, 1600).tooSlow, true)
  })

  it('may become too slow later', () => {
    assert.equal(after(100, 50, 50, 50, 50, 900, 900).tooSlow, true)
  })
})
