import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CloudEvent } from '@bonghwa/platform/event'
import { testContext } from '@bonghwa/platform/testing'
import greeting from './NAME.ts'

const greeted = (data: unknown): CloudEvent => ({
  specversion: '1.0',
  id: '1',
  source: '/test',
  type: 'dev.example.greeted',
  data,
})

it('greets by name, and says so in its log', async () => {
  const context = testContext()
  assert.deepEqual(await greeting.handle(greeted({ name: 'Ada' }), context), { greeting: 'hello, Ada' })
  assert.deepEqual(context.logged, ['hello, Ada'])
})

it('greets the world when nobody is named', async () => {
  assert.deepEqual(await greeting.handle(greeted(undefined), testContext()), { greeting: 'hello, world' })
})
