import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { testContext } from '@bonghwa/platform/testing'
import { freeStalls } from './free-stalls.ts'
import handler from './parking.ts'

const event = JSON.parse(readFileSync(join(import.meta.dirname, '../events/traffic.json'), 'utf8'))

describe('Parking', () => {
  it('is free where the detector saw no vehicle, and is told when that changes', async () => {
    const context = testContext()
    await handler.handle(event, context)
    await handler.handle({ ...event, id: 'the same, later' }, context)
    await handler.handle({ ...event, id: 'all have left', data: { ...event.data, detections: [] } }, context)
    assert.deepEqual(
      context.emitted.map(({ data }) => (data as { free: string[] }).free),
      [['A4'], ['A1', 'A2', 'A3', 'A4']],
    )
  })

  it('has stalls of any shape', () => {
    const slanted = {
      name: 'S',
      corners: [
        [0, 0],
        [0.5, 0],
        [1, 1],
        [0.5, 1],
      ],
    } as const
    const at = (x: number) => ({ label: 'vehicle', box: { x, y: 0, width: 20, height: 100 } })
    const seen = (x: number) => ({ width: 100, height: 100, detections: [at(x)] })
    assert.deepEqual(freeStalls([slanted], seen(50)), [])
    assert.deepEqual(freeStalls([slanted], seen(5)), ['S'])
  })
})
