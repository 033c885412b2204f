import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type RegionSigns, type RegionState, regionHealth } from './region-health.ts'

const signs: RegionSigns = { now: 100_000, listeningSince: 0, heardAt: 99_500, instances: 2, apart: false }

/** What was seen, and what that makes of the region, with words that its reason has. */
const table: readonly (readonly [string, Partial<RegionSigns>, RegionState, RegExp])[] = [
  ['answers, with work', {}, 'alive', /2 instances/],
  ['answers, with one instance', { instances: 1 }, 'alive', /1 instance$/],
  ['answers, all at zero', { instances: 0 }, 'asleep', /the next event wakes/],
  ['missed three, the fourth not due yet', { heardAt: 96_600 }, 'alive', /answer/],
  ['missed three', { heardAt: 96_400 }, 'dead', /for 3 s/],
  ['missed three while all was at zero', { heardAt: 96_400, instances: 0 }, 'dead', /for 3 s/],
  ['missed three, with a broker of its own', { heardAt: 90_000, apart: true }, 'cut off', /for 10 s.*line/],
  ['was never heard', { heardAt: undefined }, 'dead', /ever/],
  ['was not heard yet', { heardAt: undefined, listeningSince: 98_000, instances: 0 }, 'asleep', /answer/],
  ['was silent because nobody listened', { heardAt: 50_000, listeningSince: 99_000 }, 'alive', /answer/],
  ['cannot be heard', { listeningSince: undefined }, 'cut off', /the broker cannot be reached/],
]

describe('A region that', () => {
  for (const [what, seen, state, reason] of table)
    it(`${what} is ${state}`, () => {
      const health = regionHealth({ ...signs, ...seen })
      assert.equal(health.state, state)
      assert.match(health.reason, reason)
    })
})
