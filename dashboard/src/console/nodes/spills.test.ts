import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Region } from '../../api.ts'
import { spills } from './spills.ts'

const region = (name: string, servedBy: string | null) => ({ name, servedBy }) as Region

describe('Spills', () => {
  it('are of regions that another serves, not of those at home or lost', () => {
    const found = spills([region('seoul', 'seoul'), region('daejeon', 'seoul'), region('busan', null)])
    assert.deepEqual(
      found.map(({ from, to }) => [from.name, to.name]),
      [['daejeon', 'seoul']],
    )
  })
})
