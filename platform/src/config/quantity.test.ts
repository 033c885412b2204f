import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseQuantity } from './quantity.ts'

it('Quantities are read as Kubernetes writes them', () => {
  assert.deepEqual(['500m', '128Mi', '1.5', '2e3', '1k', 'x', ''].map(parseQuantity), [
    0.5,
    134_217_728,
    1.5,
    2000,
    1000,
    undefined,
    undefined,
  ])
})
