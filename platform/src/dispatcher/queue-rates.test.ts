import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { queueRates } from './queue-rates.ts'

describe('Rates of a queue', () => {
  it('counts what came and what was taken since a look that is five seconds old', async (test) => {
    test.mock.timers.enable({ apis: ['Date'], now: 0 })
    let depth = { messagesReady: 0, messagesUnacknowledged: 0, messagesDelayed: 0, settled: 0 }
    const look = queueRates(async () => ({ deadLetters: 0, dropped: 0, ...depth }))
    assert.deepEqual(await look(), {
      messagesReady: 0,
      messagesUnacknowledged: 0,
      publishRate: 0,
      deliverGetRate: 0,
    })
    // Fifty came in ten seconds; twenty of them were handled and one is being handled.
    depth = { messagesReady: 29, messagesUnacknowledged: 1, messagesDelayed: 0, settled: 20 }
    test.mock.timers.tick(10_000)
    const { publishRate, deliverGetRate } = await look()
    assert.deepEqual([publishRate, deliverGetRate], [5, 2.1])
    // Two seconds later the base is still the look of second 0.
    test.mock.timers.tick(2_000)
    assert.equal((await look()).publishRate, 50 / 12)
    test.mock.timers.tick(5_000)
    assert.equal((await look()).publishRate, 0)
  })
})
