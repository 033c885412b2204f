import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { testContext } from '@bonghwa/platform/testing'
import handler from './nearest-hospital.ts'

it('The nearest hospital is told of a crash that the city saw, under the same id every time', async () => {
  const file = join(import.meta.dirname, '../events/accident.json')
  const event = JSON.parse(readFileSync(file, 'utf8'))
  const context = testContext()
  await handler.handle(event, context)
  await handler.handle(event, context)
  assert.deepEqual(
    context.emitted.map(({ id, data }) => [id, (data as { hospital: string }).hospital]),
    [1, 2].map(() => [`${event.subject}.hospital`, 'Gangnam Severance Hospital']),
  )
})
