import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { spillPolicies } from './rabbitmq-policies.ts'

const ranks = {
  seoul: ['seoul', 'incheon', 'daejeon', 'busan'],
  incheon: ['incheon', 'seoul', 'daejeon', 'busan'],
  daejeon: ['daejeon', 'seoul', 'incheon', 'busan'],
  busan: ['busan', 'daejeon', 'seoul', 'incheon'],
}
const lanesIn = (...regions: string[]) =>
  regions.map((region) => ({ queue: `fn.post-fire.${region}`, region }))
const spill = { ranks, core: 'daejeon', ttlMs: 10_000, exchange: 'bonghwa' }

/** From where to where, e.g. `{ seoul: 'daejeon' }`. */
const moves = (...given: Parameters<typeof spillPolicies>) =>
  Object.fromEntries(
    spillPolicies(...given).map(({ name, definition }) => [
      name.split('.').at(-1),
      String(definition['dead-letter-routing-key']).split('.').at(-1),
    ]),
  )

describe('Spill policies', () => {
  const all = lanesIn('seoul', 'incheon', 'daejeon', 'busan')
  const cases: [string, Parameters<typeof spillPolicies>, Record<string, string>][] = [
    [
      'move work to the nearest region that is nearer to the core',
      [all, spill],
      { seoul: 'daejeon', incheon: 'seoul', busan: 'daejeon' },
    ],
    [
      'never move work in a circle, though two regions be each other’s nearest',
      [lanesIn('seoul', 'incheon'), { ...spill, core: 'seoul' }],
      { incheon: 'seoul' },
    ],
    [
      'pass over regions in which the function has no lane',
      [lanesIn('daejeon', 'busan'), spill],
      { busan: 'daejeon' },
    ],
    ['leave the work of a region without a neighbour where it is', [lanesIn('seoul'), spill], {}],
    ['leave a region alone that nobody ranked', [lanesIn('jeju', 'daejeon'), spill], {}],
  ]
  for (const [sentence, given, expected] of cases) {
    it(sentence, () => assert.deepEqual(moves(...given), expected))
  }

  it('match one queue each, and keep an event until the neighbour has it', () => {
    const [policy] = spillPolicies(lanesIn('seoul', 'daejeon'), spill)
    assert.deepEqual(policy, {
      name: 'spill fn.post-fire.seoul',
      pattern: '^fn\\.post-fire\\.seoul$',
      'apply-to': 'queues',
      priority: 10,
      definition: {
        'message-ttl': 10_000,
        'dead-letter-exchange': 'bonghwa',
        'dead-letter-routing-key': 'fn.post-fire.daejeon',
        'dead-letter-strategy': 'at-least-once',
        overflow: 'reject-publish',
      },
    })
  })
})
