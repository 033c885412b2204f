import assert from 'node:assert/strict'
import { it } from 'node:test'
import { toMilli } from './quantity.ts'

it('Thousandths are rounded as Go prints three decimals, with halves to the even side', () => {
  assert.deepEqual(
    [1.4, 0.0625, 0.1875, 2.0004, 2.0006, 1e15].map(toMilli),
    [1400, 62, 188, 2000, 2001, 1e18],
  )
})

it('What is no amount counts as none', () => {
  assert.deepEqual([-1, Number.NaN, Number.POSITIVE_INFINITY].map(toMilli), [0, 0, 0])
})
