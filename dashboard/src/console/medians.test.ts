import assert from 'node:assert/strict'
import { it } from 'node:test'
import { keyOf, medians } from './medians.ts'

const way = (...durations: number[]) =>
  durations.map((duration, index) => ({
    name: index === 0 ? 'queued' : 'handled',
    function: 'detect',
    start: index === 0 ? 0 : durations[0]!,
    duration,
  }))

it('Each step of the ways of one kind has its median, and so has the whole', () => {
  const all = medians([way(10, 100), way(30, 300), way(20)])
  assert.equal(all?.count, 3)
  assert.equal(all?.total, 110)
  assert.equal(all?.steps.get(keyOf(way(1)[0]!)), 20)
  assert.equal(all?.steps.get('detect handled'), 200)
  assert.equal(medians([[]]), undefined)
})
