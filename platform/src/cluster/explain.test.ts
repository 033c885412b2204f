import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { autoscalerNotes, scaledObjectNotes, workloads } from './explain.ts'
import type { ClusterState, Condition, Deployment, HorizontalPodAutoscaler, ScaledObject } from './state.ts'

/** What Kubernetes 1.35 with KEDA 2.20 said of a lane that one message had woken. */
const recorded = <Item>(name: string): Item =>
  parse(readFileSync(join(import.meta.dirname, 'recordings', `${name}.yaml`), 'utf8')).items[0]
const deployment = recorded<Deployment>('deployment')
const scaledObject = recorded<ScaledObject>('scaledobject')
const autoscaler = recorded<HorizontalPodAutoscaler>('hpa')

const stateWith = (one: Deployment, pods: ClusterState['pods'] = []): ClusterState => ({
  deployments: new Map([[one.metadata.name, one]]),
  scaledObjects: new Map([[scaledObject.metadata.name, scaledObject]]),
  autoscalers: new Map([[one.metadata.name, autoscaler]]),
  pods,
  podsOf: () => pods,
})
const withCondition = (conditions: readonly Condition[] | undefined, changed: Condition) => [
  ...(conditions ?? []).filter(({ type }) => type !== changed.type),
  changed,
]
const saidBy = (...changed: Condition[]) =>
  scaledObjectNotes({
    ...scaledObject,
    status: {
      ...scaledObject.status,
      conditions: changed.reduce(
        (all, each) => withCondition(all, each),
        scaledObject.status?.conditions ?? ([] as readonly Condition[]),
      ),
    },
  })

describe('What a cluster says of a lane, in words', () => {
  it('is read from what a real cluster said: awake, nothing to do, about to sleep', () => {
    const [status] = workloads(stateWith(deployment))
    assert.deepEqual(status, {
      name: 'thumb-seoul',
      function: undefined,
      region: undefined,
      state: 'awake',
      ready: 1,
      replicas: 1,
      desired: 1,
      max: 10,
      notes: [
        { level: 'info', text: 'nothing to do; it goes to 0 after 30 s of that' },
        { level: 'info', text: 'fewer replicas would do; the HPA waits for its stabilization window' },
      ],
    })
  })

  it('is asleep at zero, whatever the HPA complains of then', () => {
    const asleep = {
      ...deployment,
      spec: { ...deployment.spec, replicas: 0 },
      status: { observedGeneration: 2, replicas: 0 },
    }
    assert.equal(workloads(stateWith(asleep))[0]?.state, 'asleep')
    assert.deepEqual(autoscalerNotes(autoscaler, 0), [])
  })

  for (const [condition, text, remedy] of [
    [
      {
        type: 'Ready',
        status: 'False',
        reason: 'ScaledObjectCheckFailed',
        message:
          'rpc error: code = Unavailable desc = name resolver error: bonghwa-doorbell.city.svc.cluster.local',
      },
      /^KEDA cannot scale it: rpc error/,
      /--doorbell-address/,
    ],
    [
      {
        type: 'Ready',
        status: 'False',
        reason: 'ScaledObjectCheckFailed',
        message: 'error getting scaler: secrets "rabbitmq" not found',
      },
      /secrets "rabbitmq" not found/,
      /Make the Secret/,
    ],
    [
      { type: 'Fallback', status: 'True', reason: 'FallbackExists' },
      /holds the replicas of `fallback`/,
      /doctor/,
    ],
  ] as const) {
    it(`tells what to do when ${condition.type} is ${condition.status}: ${text.source}`, () => {
      const found = saidBy(condition).find(({ level }) => level === 'problem')
      assert.match(found?.text ?? '', text)
      assert.match(found?.remedy ?? '', remedy)
    })
  }

  it('tells of a metric that the HPA cannot read, and of a lane that is at its most', () => {
    const conditions = (changed: Condition) => ({
      ...autoscaler,
      status: { ...autoscaler.status, conditions: withCondition(autoscaler.status?.conditions, changed) },
    })
    const unread = conditions({
      type: 'ScalingActive',
      status: 'False',
      reason: 'FailedGetExternalMetric',
      message: 'unable to get external metric city/s0-messages',
    })
    assert.match(
      autoscalerNotes(unread, 1)[0]?.text ?? '',
      /cannot read how much.*unable to get external metric/,
    )
    const full = conditions({ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' })
    assert.match(autoscalerNotes(full, 10)[0]?.text ?? '', /its 10 replicas.*maxReplicaCount/)
  })

  it('is trouble while a pod cannot start, with the pod and the cure', () => {
    const pods = [
      {
        metadata: { name: 'thumb-seoul-1' },
        spec: { nodeName: 'edge-1' },
        status: {
          containerStatuses: [
            {
              name: 'dispatcher',
              restartCount: 4,
              state: { waiting: { reason: 'CrashLoopBackOff' } },
              lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
            },
          ],
        },
      },
    ]
    const starting = {
      ...deployment,
      status: { ...deployment.status, readyReplicas: 0, availableReplicas: 0 },
    }
    const [status] = workloads(stateWith(starting, pods))
    assert.equal(status?.state, 'trouble')
    assert.match(status?.notes[0]?.text ?? '', /thumb-seoul-1 on edge-1: .*out of memory.*resources\.memory/)
  })
})
