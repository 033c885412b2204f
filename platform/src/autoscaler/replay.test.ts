import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ExampleObject, exampleObject } from '../testing/scaled-object.ts'
import { type HpaClock, replay } from './replay.ts'
import { parseTrace } from './trace.ts'

type Reading = Readonly<Record<string, unknown>> & { readonly t: number }

interface Run extends ExampleObject {
  readonly replicas?: number
  readonly until?: number
  readonly start?: string
  readonly clock?: HpaClock
}

/** Replays readings over the example object, changed as given. */
function changes(run: Run, readings: readonly Reading[]): [number, number][] {
  const { replicas = 0, until = 1200, start, clock } = run
  const object = exampleObject(run)
  const trace = parseTrace('trace.json', JSON.stringify({ until, replicas, start, readings }), object)
  return replay(object, trace, clock).map(({ second, replicas }) => [second, replicas])
}

/** `ready` messages from each second on. */
const messages = (...steps: (readonly [t: number, ready: number])[]): Reading[] =>
  steps.map(([t, ready]) => ({ t, ready }))

const scaleDown = (rules: Readonly<Record<string, unknown>>) => ({
  horizontalPodAutoscalerConfig: { behavior: { scaleDown: rules } },
})

describe('A replay of KEDA and the HPA', () => {
  it('T1: wakes at the next poll, then grows as the HPA allows', () => {
    assert.deepEqual(changes({ spec: { maxReplicaCount: 10 } }, messages([10, 100])), [
      [30, 1],
      [37, 4],
      [52, 5],
    ])
  })
  it('T2: doubles with every sync, holds for 300 s and goes out after the cooldown', () => {
    assert.deepEqual(changes({}, messages([10, 500], [200, 0])), [
      [30, 1],
      [37, 4],
      [52, 8],
      [67, 16],
      [82, 25],
      [502, 1],
      [510, 0],
    ])
  })
  it('T2b: the same window written down is another algorithm', () => {
    const advanced = scaleDown({ stabilizationWindowSeconds: 300 })
    assert.deepEqual(changes({ spec: { advanced } }, messages([10, 500], [200, 0])), [
      [30, 1],
      [37, 5],
      [52, 10],
      [67, 20],
      [82, 25],
      [487, 1],
      [510, 0],
    ])
  })
  it('T3: one message keeps one replica for its cooldown', () => {
    assert.deepEqual(changes({}, messages([10, 1], [50, 0])), [
      [30, 1],
      [360, 0],
    ])
  })
  it('T4: sleeps until there is more than the activation value', () => {
    const metadata = { activationValue: '5' }
    assert.deepEqual(changes({ metadata }, messages([0, 5])), [])
    assert.deepEqual(changes({ metadata }, messages([0, 6])), [[0, 1]])
  })
  it('T5: takes replicas that nobody needs to zero at the first poll', () => {
    assert.deepEqual(changes({ replicas: 3 }, []), [[0, 0]])
  })
  it('T6: or after the initial cooldown', () => {
    assert.deepEqual(changes({ replicas: 3, spec: { initialCooldownPeriod: 60 } }, []), [[60, 0]])
  })
  it('T7: wakes from idle to the minimum and back', () => {
    const spec = { minReplicaCount: 2, idleReplicaCount: 0, cooldownPeriod: 60 }
    assert.deepEqual(changes({ spec }, messages([40, 1], [100, 0])), [
      [60, 2],
      [180, 0],
    ])
  })
  it('T8: lifts to the minimum though the queue is empty', () => {
    assert.deepEqual(changes({ spec: { minReplicaCount: 2 } }, []), [[0, 2]])
  })
  it('T9: leaves everything as it is while the broker is down', () => {
    assert.deepEqual(
      changes({ replicas: 3 }, [
        { t: 0, ready: 60 },
        { t: 20, error: true },
      ]),
      [],
    )
    assert.deepEqual(changes({ replicas: 3 }, [{ t: 0, error: true }]), [])
  })
  it('T10: brings ten replicas back for one message, since old recommendations outlive zero', () => {
    const spec = { cooldownPeriod: 60, maxReplicaCount: 20 }
    assert.deepEqual(changes({ spec }, messages([10, 200], [100, 0], [250, 1], [400, 0])), [
      [30, 1],
      [37, 4],
      [52, 8],
      [67, 10],
      [180, 0],
      [270, 1],
      [277, 4],
      [292, 8],
      [307, 10],
      [412, 1],
      [480, 0],
    ])
  })
  it('T10b: not so with a window of 60 s', () => {
    const spec = {
      cooldownPeriod: 60,
      maxReplicaCount: 20,
      advanced: scaleDown({ stabilizationWindowSeconds: 60 }),
    }
    const seen = changes({ spec }, messages([10, 200], [100, 0], [250, 1], [400, 0]))
    assert.deepEqual(seen.slice(-4), [
      [157, 1],
      [180, 0],
      [270, 1],
      [480, 0],
    ])
  })
  it('T11: a cooldown longer than the window goes through one replica', () => {
    const spec = { cooldownPeriod: 600, maxReplicaCount: 10 }
    assert.deepEqual(changes({ spec }, messages([10, 200], [100, 0])), [
      [30, 1],
      [37, 4],
      [52, 8],
      [67, 10],
      [412, 1],
      [720, 0],
    ])
  })
  it('T12: never sees what comes and goes between two polls', () => {
    assert.deepEqual(changes({}, messages([31, 50], [59, 0])), [])
  })
  it('T13: adds a replica only beyond a tenth above the target', () => {
    assert.deepEqual(changes({ replicas: 2, until: 250 }, messages([0, 44])), [])
    assert.deepEqual(changes({ replicas: 2, until: 250 }, messages([0, 45])), [[7, 3]])
  })
  it('T14: removes one a minute when told so', () => {
    const advanced = scaleDown({
      stabilizationWindowSeconds: 0,
      policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
    })
    assert.deepEqual(changes({ replicas: 5, spec: { advanced } }, messages([0, 1])), [
      [7, 4],
      [67, 3],
      [127, 2],
      [187, 1],
    ])
  })
  it('T15: over amqp does not see the message in work, and stops its worker', () => {
    const readings = [
      { t: 0, ready: 1 },
      { t: 40, unacked: 1 },
    ]
    const run = { replicas: 1, spec: { cooldownPeriod: 60 } }
    assert.deepEqual(changes({ ...run, metadata: { host: 'amqp://mq' } }, readings), [[120, 0]])
    assert.deepEqual(changes(run, readings), [])
  })
  it('T16: never puts out what waits for an expected consumption time', () => {
    const metadata = { mode: 'ExpectedQueueConsumptionTime' }
    assert.deepEqual(changes({ replicas: 1, metadata }, []), [])
    assert.deepEqual(changes({ metadata }, []), [[0, 1]])
  })
  it('T17: stays awake when it is forced to', () => {
    const annotations = { 'autoscaling.keda.sh/force-activation': 'true' }
    assert.deepEqual(changes({ annotations }, []), [[0, 1]])
  })
  it('T18: keeps its replicas while scale-in is paused', () => {
    const annotations = { 'autoscaling.keda.sh/paused-scale-in': 'true' }
    assert.deepEqual(changes({ replicas: 3, annotations }, []), [])
  })
  it('T19: comes down to a lower maximum at the first sync', () => {
    assert.deepEqual(changes({ replicas: 9, spec: { maxReplicaCount: 4 } }, messages([0, 500])), [[7, 4]])
  })

  describe('stops both loops while paused', () => {
    it('and leaves the replicas', () => {
      const annotations = { 'autoscaling.keda.sh/paused': 'yes' }
      assert.deepEqual(changes({ replicas: 3, annotations }, messages([0, 500])), [])
    })
    it('or sets them once', () => {
      const annotations = { 'autoscaling.keda.sh/paused-replicas': '2' }
      assert.deepEqual(changes({ replicas: 3, annotations }, messages([0, 500])), [[0, 2]])
    })
    it('but not when the annotation says false', () => {
      const annotations = { 'autoscaling.keda.sh/paused': 'false' }
      assert.deepEqual(changes({ annotations }, messages([0, 1])), [[0, 1]])
    })
  })
  it('pausing scale-in brings the limits of a behavior: to 5 at first, not to 4', () => {
    const annotations = { 'autoscaling.keda.sh/paused-scale-in': 'true' }
    assert.deepEqual(changes({ annotations, until: 20 }, messages([0, 500])), [
      [0, 1],
      [7, 5],
    ])
  })
  it('does not add replicas while scale-out is paused', () => {
    const annotations = { 'autoscaling.keda.sh/paused-scale-out': 'true' }
    assert.deepEqual(changes({ annotations, replicas: 1, until: 200 }, messages([0, 500])), [])
  })

  describe('falls back', () => {
    const fallback = { failureThreshold: 3, replicas: 10 }

    it('once both loops together have failed more often than the threshold', () => {
      // Failures at 22, 30, 37, and the fourth at 52.
      const readings = [
        { t: 0, ready: 20 },
        { t: 20, error: true },
      ]
      assert.deepEqual(changes({ replicas: 1, until: 100, spec: { fallback } }, readings), [
        [52, 4],
        [67, 8],
        [82, 10],
      ])
    })
    it('from zero too, where only polls count', () => {
      // Failures at 0, 30, 60, and the fourth at 90.
      assert.deepEqual(changes({ until: 100, spec: { fallback } }, [{ t: 0, error: true }]), [
        [90, 1],
        [97, 4],
      ])
    })
    it('and counts from the beginning after a read that works', () => {
      const readings = [
        { t: 0, ready: 20 },
        { t: 20, error: true },
        { t: 45, ready: 20 },
        { t: 55, error: true },
      ]
      // Failures at 22, 30, 37; a read at 52; failures at 60, 67, 82, and the fourth at 90.
      assert.deepEqual(changes({ replicas: 1, until: 100, spec: { fallback } }, readings), [[97, 4]])
    })
    it('to the present count when told so, which never wakes more', () => {
      const spec = { fallback: { failureThreshold: 0, replicas: 1, behavior: 'currentReplicas' } }
      assert.deepEqual(
        changes({ replicas: 7, until: 900, spec }, [
          { t: 0, ready: 140 },
          { t: 1, error: true },
        ]),
        [],
      )
    })
    it('to the higher or the lower of the two', () => {
      const to = (behavior: string) => {
        const spec = { fallback: { failureThreshold: 0, replicas: 3, behavior } }
        const readings = [
          { t: 0, ready: 100 },
          { t: 1, error: true },
        ]
        return changes({ replicas: 5, until: 400, spec }, readings)
      }
      assert.deepEqual(to('currentReplicasIfHigher'), [])
      assert.deepEqual(to('currentReplicasIfLower'), [[322, 3]])
    })
  })

  describe('with several triggers', () => {
    const queue = (name: string, more: object = {}) => ({
      type: 'rabbitmq',
      name,
      metadata: { queueName: name, host: 'http://mq', mode: 'QueueLength', value: '10' },
      ...more,
    })
    const two = { triggers: [queue('a'), queue('b')] }

    it('is awake by any and as many as the greediest asks for', () => {
      const readings = [
        { t: 0, ready: 11, trigger: 0 },
        { t: 5, ready: 39, trigger: 1 },
      ]
      assert.deepEqual(changes({ until: 30, spec: two }, readings), [
        [0, 1],
        [7, 4],
      ])
    })
    it('notes no activity while one of them fails, so the cooldown is that of before', () => {
      const readings = [
        { t: 0, ready: 1, trigger: 0 },
        { t: 10, error: true, trigger: 1 },
        { t: 100, ready: 0, trigger: 0 },
        { t: 100, trigger: 1 },
      ]
      assert.deepEqual(changes({ spec: { ...two, cooldownPeriod: 60 } }, readings), [
        [0, 1],
        [120, 0],
      ])
    })
    it('gives the HPA what the last poll saw of a cached trigger', () => {
      const spec = { triggers: [queue('a', { useCachedMetrics: true })] }
      assert.deepEqual(changes({ spec, until: 40 }, messages([0, 10], [5, 30])), [
        [0, 1],
        [37, 3],
      ])
    })

    describe('makes one metric of them', () => {
      const modified = (scalingModifiers: object, more: object = {}) => ({
        ...two,
        ...more,
        advanced: { scalingModifiers },
      })
      const readings = [
        { t: 0, ready: 20, trigger: 0 },
        { t: 0, ready: 50, trigger: 1 },
      ]

      it('M6: a + b of 2 and 5 is 7', () => {
        const spec = modified({ formula: 'a + b', target: '1' })
        const small = readings.map((reading) => ({
          ...reading,
          ready: reading.ready / (reading.trigger ? 10 : 10),
        }))
        assert.deepEqual(changes({ spec, until: 40 }, small), [
          [0, 1],
          [7, 4],
          [22, 7],
        ])
      })
      it('that must be above its activationTarget', () => {
        const spec = (activationTarget: string) =>
          modified({ formula: 'max(a, b)', target: '50', activationTarget })
        assert.deepEqual(changes({ spec: spec('50') }, readings), [])
        assert.deepEqual(changes({ spec: spec('49.5') }, readings), [[0, 1]])
      })
      it('that is nothing while one fails', () => {
        const spec = modified({ formula: 'a + b', target: '10' })
        const failing = [...readings, { t: 10, error: true, trigger: 1 }]
        assert.deepEqual(changes({ spec, until: 900 }, failing), [
          [0, 1],
          [7, 4],
        ])
      })
      it('that falls back as a whole', () => {
        const fallback = { failureThreshold: 1, replicas: 3 }
        const spec = modified({ formula: 'a + b', target: '10' }, { fallback })
        assert.deepEqual(changes({ spec, until: 60 }, [{ t: 0, error: true, trigger: 1 }]), [
          [30, 1],
          [37, 3],
        ])
      })
      it('in which a trigger that cannot be read is nil', () => {
        const fallback = { failureThreshold: 1, replicas: 3, behavior: 'scalingModifiers' }
        const spec = (formula: string) => modified({ formula, target: '10' }, { fallback })
        const failing = [
          { t: 0, ready: 20, trigger: 0 },
          { t: 0, error: true, trigger: 1 },
        ]
        assert.deepEqual(changes({ spec: spec('b ?? a'), until: 60 }, failing), [
          [30, 1],
          [37, 2],
        ])
        assert.deepEqual(changes({ spec: spec('b'), until: 60 }, failing), [
          [30, 1],
          [37, 3],
        ])
      })
    })
  })

  it('M7: falls back to replicas times target at the fourth failure', () => {
    const spec = { fallback: { failureThreshold: 3, replicas: 10 }, pollingInterval: 1000 }
    const readings = [
      { t: 0, ready: 10 },
      { t: 1, error: true },
    ]
    const run = { replicas: 9, spec, metadata: { value: '10' } }
    // The syncs at 7, 22 and 37 give errors.
    assert.deepEqual(changes({ ...run, until: 51 }, readings), [])
    assert.deepEqual(changes({ ...run, until: 52 }, readings), [[52, 10]])
  })

  it('counts by Value from the ready replicas', () => {
    const run = { replicas: 2, until: 40, trigger: { metricType: 'Value' } }
    assert.deepEqual(changes(run, messages([0, 40])), [
      [7, 4],
      [22, 8],
      [37, 16],
    ])
  })

  it('runs so many replicas between two times of a cron trigger', () => {
    const triggers = [
      {
        type: 'cron',
        metadata: { timezone: 'Asia/Seoul', start: '0 9 * * *', end: '5 9 * * *', desiredReplicas: '3' },
      },
    ]
    const spec = { triggers, cooldownPeriod: 60 }
    assert.deepEqual(changes({ spec, start: '2026-03-01T08:59:00+09:00' }, []), [
      [60, 1],
      [67, 3],
      [420, 0],
    ])
  })
  it('never sleeps with cpu alone, and goes by per cent', () => {
    const triggers = [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '50' } }]
    const readings = [
      { t: 0, value: 50 },
      { t: 20, value: 80 },
    ]
    assert.deepEqual(changes({ until: 30, spec: { triggers } }, readings), [
      [0, 1],
      [22, 2],
    ])
  })
  it('asks an external scaler for activity, metric and target', () => {
    const triggers = [{ type: 'external', metadata: { scalerAddress: 'scaler:6000' } }]
    const readings = [{ t: 10, value: 12, target: 4, active: true }]
    assert.deepEqual(changes({ until: 60, spec: { triggers } }, readings), [
      [30, 1],
      [37, 3],
    ])
  })
  it('wakes at once when an external scaler pushes', () => {
    const triggers = [{ type: 'external-push', metadata: { scalerAddress: 'scaler:6000' } }]
    const readings = [
      { t: 11, value: 1 },
      { t: 13, value: 0 },
    ]
    // 11 + 300 is not before 300, but before 330.
    assert.deepEqual(changes({ spec: { triggers } }, readings), [
      [11, 1],
      [330, 0],
    ])
  })

  it('polls before the HPA syncs when both fall on one second', () => {
    const clock = { syncPeriodSeconds: 30, firstSyncSecond: 0 }
    assert.deepEqual(changes({ clock, until: 29 }, messages([0, 100])), [
      [0, 1],
      [0, 4],
    ])
  })
  it('holds a reading from its own second, and looks at the last second too', () => {
    assert.deepEqual(changes({ until: 30 }, messages([30, 1])), [[30, 1]])
    assert.deepEqual(changes({ until: 29 }, messages([30, 1])), [])
  })
})
