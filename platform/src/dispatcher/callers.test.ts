import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FunctionSpec } from '../function/function-spec.ts'
import { callers } from './callers.ts'
import { FunctionBusyError } from './errors.ts'

const spec = {
  name: 'ask',
  scale: { maxReplicaCount: 1, activation: 'push' },
  concurrency: 1,
} as FunctionSpec
const event = { specversion: '1.0', id: '1', source: '/test', type: 'test' } as const

describe('Callers', () => {
  it('are answered oldest first', async () => {
    const waiting = callers(spec)
    const answers = [waiting.call({ ...event, id: 'first' }), waiting.call({ ...event, id: 'second' })]
    for (let next = waiting.next(); next; next = waiting.next()) next.resolve(next.event.id)
    assert.deepEqual(await Promise.all(answers), ['first', 'second'])
  })

  it('are turned away when ten rounds of all instances wait already', async () => {
    const waiting = callers(spec)
    const answers = Array.from({ length: 10 }, () => waiting.call(event))
    await assert.rejects(waiting.call(event), (error) => {
      assert.ok(error instanceof FunctionBusyError)
      assert.equal(error.retryAfterSeconds, 1)
      return true
    })
    waiting.turnAway(new Error('closing'))
    for (const answer of answers) await assert.rejects(answer, /closing/)
  })

  it('are told when no instance was free for a minute', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const waiting = callers(spec)
    const answer = waiting.call(event)
    test.mock.timers.tick(60_000)
    await assert.rejects(answer, FunctionBusyError)
    assert.equal(waiting.waiting, 0)
  })

  it('are told under poll that no call starts an instance', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const answer = callers({ ...spec, scale: { ...spec.scale, activation: 'poll' } }).call(event)
    test.mock.timers.tick(60_000)
    await assert.rejects(answer, /triggers alone start instances/)
  })

  it('leave when nobody wants their answer any more', async () => {
    const waiting = callers(spec)
    const controller = new AbortController()
    const answer = waiting.call(event, controller.signal)
    controller.abort(new Error('hung up'))
    await assert.rejects(answer, /hung up/)
    assert.equal(waiting.next(), undefined)
  })
})
