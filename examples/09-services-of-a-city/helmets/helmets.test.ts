import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { testContext } from '@bonghwa/platform/testing'
import handler from './helmets.ts'
import { type Detection, ridersIn } from './riders.ts'

const machine = { x: 100, y: 150, width: 60, height: 60 }
const person = { x: 105, y: 90, width: 50, height: 100 }
const head = { x: 120, y: 92, width: 20, height: 20 }
const seen = (boxes: Readonly<Record<string, Detection['box']>>) =>
  Object.entries(boxes).map(([label, box]) => ({ label, box }))

describe('Riders', () => {
  it('are counted on a street that the detector saw, and whether they wear helmets is unknown to its model', async () => {
    const event = JSON.parse(readFileSync(join(import.meta.dirname, '../events/riders.json'), 'utf8'))
    const context = testContext()
    await handler.handle(event, context)
    const [{ data } = assert.fail('nothing was emitted')] = context.emitted
    assert.deepEqual(data, { camera: 'seoul-teheran-ro', riders: 3, with: 0, without: 0, unknown: 3 })
  })

  it('wear what a model that knows helmets says that is on their head', () => {
    const helmets = (more: Readonly<Record<string, Detection['box']>>) =>
      ridersIn(seen({ 'two-wheeler': machine, person, ...more })).map(({ helmet }) => helmet)
    assert.deepEqual(helmets({}), ['unknown'])
    assert.deepEqual(helmets({ helmet: head }), ['yes'])
    assert.deepEqual(helmets({ 'no-helmet': head }), ['no'])
    assert.deepEqual(helmets({ helmet: { ...head, x: 300 } }), ['unknown'])
  })

  it('are not those who stand beside a two-wheeler', () => {
    assert.deepEqual(ridersIn(seen({ 'two-wheeler': machine, person: { ...person, x: 170 } })), [])
    assert.deepEqual(ridersIn(seen({ 'two-wheeler': machine, person: { ...person, y: 160 } })), [])
  })
})
