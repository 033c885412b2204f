import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Cared, careOf, freshCareMemory, nextCare, stepsDown } from './care.ts'

const camera = (id: string, priority: Cared['priority'], busy = false): Cared => ({ id, priority, busy })
const street = camera('street', 'normal')
const park = camera('park', 'low')
const tunnel = camera('tunnel', 'high')
const fire = camera('fire', 'low', true)
const all = [street, park, tunnel, fire]

/** What comes of a machine on which pictures are so late, second by second. */
function seconds(lates: readonly (number | null)[], cameras = 20, from = freshCareMemory) {
  return lates.reduce(
    (memory, lateMs, second) =>
      nextCare(memory, { lateMs, watching: 1 }, { now: second * 1000, cameras, most: 2 * cameras }),
    from,
  )
}

describe('Where one machine has more cameras than it can look at', () => {
  it('those of low priority lose all that can be lost before others lose anything, and an open incident comes last', () => {
    assert.deepEqual(
      stepsDown(all).map(([id, care]) => `${id} ${care}`),
      [
        ...['park key-frames', 'park sparse', 'street key-frames', 'street sparse'],
        ...['tunnel key-frames', 'tunnel sparse', 'fire key-frames', 'fire sparse'],
      ],
    )
    assert.deepEqual(
      [...careOf(all, 3)],
      [
        ['street', 'key-frames'],
        ['park', 'sparse'],
        ['tunnel', 'full'],
        ['fire', 'full'],
      ],
    )
    assert.ok([...careOf(all, 0).values()].every((care) => care === 'full'))
  })

  it('a tenth of them is looked at less each time that pictures were late for three seconds', () => {
    assert.equal(seconds([2000, 2000, 2000]).steps, 0)
    assert.equal(seconds([2000, 2000, 2000, 2000]).steps, 2)
    assert.equal(seconds(Array(7).fill(2000)).steps, 4)
    assert.equal(seconds([2000, 2000, 500, 2000, 2000]).steps, 0)
    assert.equal(seconds(Array(1000).fill(2000)).steps, 40)
  })

  it('no picture at all is as late as can be, unless none is due', () => {
    assert.equal(seconds([null, null, null, null]).steps, 2)
    const resting = { lateMs: null, watching: 0 }
    assert.equal(
      nextCare({ ...freshCareMemory, strainedSince: 0 }, resting, { now: 9000, cameras: 4, most: 8 }).steps,
      0,
    )
  })

  it('care comes back once it has been easy for ten seconds, and stays as it is between late and easy', () => {
    const low = { ...freshCareMemory, steps: 6 }
    assert.equal(seconds(Array(10).fill(100), 20, low).steps, 6)
    assert.equal(seconds(Array(11).fill(100), 20, low).steps, 4)
    assert.equal(seconds(Array(60).fill(1000), 20, low).steps, 6)
  })
})
