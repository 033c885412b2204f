import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { replay } from '../autoscaler/replay.ts'
import { parseTrace } from '../autoscaler/trace.ts'
import { type ExampleObject, exampleObject } from '../testing/scaled-object.ts'
import { pollingScaler } from './polling-scaler.ts'
import type { LaneFigures } from './scaler.ts'

interface Reading {
  readonly t: number
  readonly ready?: number
  readonly unacked?: number
  readonly error?: boolean
}

const scaleDown = (rules: Readonly<Record<string, unknown>>) => ({
  advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: rules } } },
})

/** Timelines of the reference that tell the loops apart, by their number. */
const timelines: readonly (readonly [string, ExampleObject, number, readonly Reading[]])[] = [
  ['T1', { spec: { maxReplicaCount: 10 } }, 600, [{ t: 10, ready: 100 }]],
  ['T2', {}, 600, [{ t: 10, ready: 500 }, { t: 200 }]],
  ['T2b', { spec: scaleDown({ stabilizationWindowSeconds: 300 }) }, 600, [{ t: 10, ready: 500 }, { t: 200 }]],
  ['T3', {}, 450, [{ t: 10, ready: 1 }, { t: 50 }]],
  ['T4', { metadata: { activationValue: '5' } }, 100, [{ t: 0, ready: 6 }]],
  [
    'T7',
    { spec: { minReplicaCount: 2, idleReplicaCount: 0, cooldownPeriod: 60 } },
    300,
    [{ t: 40, ready: 1 }, { t: 100 }],
  ],
  ['T8', { spec: { minReplicaCount: 2 } }, 100, []],
  [
    'T10',
    { spec: { cooldownPeriod: 60, maxReplicaCount: 20 } },
    600,
    [{ t: 10, ready: 200 }, { t: 100 }, { t: 250, ready: 1 }, { t: 400 }],
  ],
  ['T12', {}, 200, [{ t: 31, ready: 50 }, { t: 59 }]],
  [
    'T14',
    {
      spec: scaleDown({
        stabilizationWindowSeconds: 0,
        policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
      }),
    },
    400,
    [
      { t: 0, ready: 100 },
      { t: 60, ready: 1 },
    ],
  ],
  [
    'T15 over http',
    { spec: { cooldownPeriod: 60 } },
    300,
    [
      { t: 20, ready: 1 },
      { t: 40, unacked: 1 },
    ],
  ],
  ['T17', { annotations: { 'autoscaling.keda.sh/force-activation': 'true' } }, 700, []],
  [
    'a broker that goes away',
    { spec: { fallback: { failureThreshold: 3, replicas: 6 } } },
    400,
    [
      { t: 10, ready: 30 },
      { t: 100, error: true },
    ],
  ],
]

describe('A lane under activation: poll, on a manual clock', () => {
  for (const [name, changes, until, readings] of timelines) {
    it(`changes its replicas at the very seconds of the replay: ${name}`, async (test) => {
      test.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
      const object = exampleObject(changes)
      const trace = parseTrace('trace', JSON.stringify({ until, readings }), object)
      const lived: [number, number][] = []
      let held: Reading = { t: 0 }
      const lane: LaneFigures = {
        async queue() {
          if (held.error) throw new Error('no broker')
          const { ready = 0, unacked = 0 } = held
          return {
            messagesReady: ready,
            messagesUnacknowledged: unacked,
            messagesDelayed: 0,
            deadLetters: 0,
            dropped: 0,
            settled: 0,
          }
        },
        replicas: () => ({ status: scaler.desired(seen), ready: scaler.desired(seen) }),
        instances: () => [],
        changed: () => lived.push([Math.floor(Date.now() / 1000), scaler.desired(seen)]),
      }
      const seen = { now: 0, metric: 0 }
      const scaler = pollingScaler(object, {}, lane)
      for (let second = 0; second <= until; second++) {
        held = readings.findLast(({ t }) => t <= second) ?? held
        test.mock.timers.tick(second === 0 ? 1 : second === 1 ? 999 : 1000)
        await turn()
      }
      scaler.close()
      const replayed = replay(object, trace).map(({ second, replicas }) => [second, replicas])
      assert.deepEqual(lived, replayed)
      assert.ok(name === 'T12' || replayed.length > 0, 'the timeline says something')
    })
  }

  it('goes on polling when the clock is set back an hour', async (test) => {
    let clock = 3_600_000
    test.mock.timers.enable({ apis: ['setTimeout'] })
    test.mock.method(Date, 'now', () => clock)
    let asked = 0
    const scaler = pollingScaler(
      exampleObject(),
      {},
      {
        async queue() {
          asked++
          throw new Error('no broker')
        },
        replicas: () => ({ status: 0, ready: 0 }),
        instances: () => [],
        changed: () => {},
      },
    )
    test.mock.timers.tick(1)
    await turn()
    const before = asked
    clock = 0
    for (let second = 0; second < 120; second++) {
      clock += 1000
      test.mock.timers.tick(1000)
      await turn()
    }
    scaler.close()
    assert.ok(asked >= before + 3, `asked ${asked - before} times in two minutes`)
  })

  it('asks nothing more once it is closed', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
    let asked = 0
    const scaler = pollingScaler(
      exampleObject(),
      {},
      {
        queue() {
          asked++
          throw new Error('no broker')
        },
        replicas: () => ({ status: 0, ready: 0 }),
        instances: () => [],
        changed: () => {},
      },
    )
    test.mock.timers.tick(1)
    await turn()
    assert.equal(asked, 1)
    scaler.close()
    test.mock.timers.tick(100_000)
    await turn()
    assert.equal(asked, 1)
  })
})
