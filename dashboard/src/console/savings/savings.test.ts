import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FunctionState } from '../../api.ts'
import { energy, savings, total } from './savings.ts'

const ran = (name: string, instanceSeconds: number, regions: number) =>
  ({ name, instanceSeconds, lanes: Array.from({ length: regions }, () => ({})) }) as unknown as FunctionState

describe('what sleeping saved', () => {
  const all = savings([ran('detect', 50, 2), ran('post', 0, 1), ran('broken', 0, 0)], 0, 100_000)

  it('is counted against one instance awake in each region for as long', () => {
    assert.deepEqual(all, [
      { name: 'detect', ran: 50, alwaysOn: 200, saved: 0.75 },
      { name: 'post', ran: 0, alwaysOn: 100, saved: 1 },
    ])
    assert.equal(total(all).saved.toFixed(3), (1 - 50 / 300).toFixed(3))
  })

  it('is negative where more ran than would have stood by', () => {
    assert.equal(savings([ran('busy', 300, 1)], 0, 100_000)[0]?.saved, -2)
    assert.equal(savings([ran('busy', 0, 1)], 0, 0)[0]?.saved, 0)
  })

  it('is energy by the watts of an instance', () => {
    assert.equal(energy(7200, 5), 10)
  })
})
