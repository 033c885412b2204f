import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { afterFailure } from './backoff.ts'

const retry = { maxAttempts: 4, backoff: 'exponential', delaySeconds: 1 } as const

describe('A failed event', () => {
  it('is tried again after 1, 2 and 4 seconds, and then goes to the dead letters with its reason', () => {
    const verdicts = [1, 2, 3, 4].map((attempt) => afterFailure(retry, attempt, 'no answer'))
    assert.deepEqual(verdicts, [
      { requeue: true, delayMs: 1000 },
      { requeue: true, delayMs: 2000 },
      { requeue: true, delayMs: 4000 },
      { requeue: false, reason: 'no answer' },
    ])
  })

  it('is tried again after the same time when its backoff is fixed', () => {
    assert.deepEqual(afterFailure({ ...retry, backoff: 'fixed' }, 3, ''), { requeue: true, delayMs: 1000 })
  })
})
