import assert from 'node:assert/strict'
import { it } from 'node:test'
import { clockOffset } from './clock-offset.ts'

const asked = Date.parse('2026-11-24T05:00:00.300Z')

it('A clock that is wrong is found by the Date of an answer, as far as a slow answer lets it be told', () => {
  assert.equal(clockOffset(asked, asked + 20, 'Tue, 24 Nov 2026 05:00:00 GMT'), 0)
  assert.equal(clockOffset(asked, asked + 20, 'Tue, 24 Nov 2026 05:00:01 GMT'), 0)
  assert.equal(clockOffset(asked, asked + 20, 'Tue, 24 Nov 2026 05:00:42 GMT'), 42_190)
  assert.equal(clockOffset(asked, asked + 20, 'Tue, 24 Nov 2026 04:58:00 GMT'), -119_810)
  assert.equal(clockOffset(asked, asked + 12_000, 'Tue, 24 Nov 2026 05:00:11 GMT'), 0)
  assert.equal(clockOffset(asked, asked + 20, null), 0)
})
