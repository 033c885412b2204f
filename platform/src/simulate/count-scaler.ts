import { scaledObjectOf } from '../autoscaler/function-scaling.ts'
import { measureRabbitmq } from '../autoscaler/rabbitmq-trigger.ts'
import { defaultHpaClock } from '../autoscaler/replay.ts'
import { newScalingState, poll, type Step, sync } from '../autoscaler/scaling.ts'
import { pushScaler } from '../dispatcher/scaler.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import type { Agenda } from './agenda.ts'

export type Scale = FunctionSpec['scale']

/** What a decision sees of a simulated lane. */
export interface LaneCounts {
  readonly waiting: number
  readonly handling: number
  /** Starting or ready. */
  readonly replicas: number
  readonly ready: number
}

/** Decides the replicas of a simulated lane, by the code that decides them of a real one. */
export interface CountScaler {
  desired(counts: LaneCounts): number
  /** Whether time alone may change the count. */
  readonly restless: boolean
  /** Whether a surplus replica that works is told to finish and end. */
  readonly endsBusy: boolean
}

/** Our way: at every look. */
export function atEveryEvent(scale: Scale, agenda: Agenda): CountScaler {
  const scaler = pushScaler(scale)
  return {
    desired: ({ waiting, handling }) => scaler.desired({ now: agenda.now, metric: waiting + handling }),
    get restless() {
      return scaler.restless
    },
    endsBusy: scaler.endsBusy,
  }
}

/**
 * KEDA's polls and the HPA's syncs, on the simulated clock.
 *
 * @param phase 0..1: when in their periods they come by, since not all lanes of a cluster are polled at once
 */
export function atPolls(
  name: string,
  scale: Scale,
  phase: number,
  counts: () => LaneCounts,
  agenda: Agenda,
  changed: () => void,
): CountScaler {
  const object = scaledObjectOf({ name, scale })
  const [trigger] = object.triggers
  if (trigger?.type !== 'rabbitmq') throw new TypeError(`${name} is not scaled by its queue.`)
  let state = newScalingState(object, agenda.now - 1000)
  let replicas = scale.minReplicaCount

  function step(decide: typeof poll | typeof sync) {
    const { waiting, handling, replicas: status, ready } = counts()
    const queue = {
      messagesReady: waiting,
      messagesUnacknowledged: handling,
      publishRate: 0,
      deliverGetRate: 0,
    }
    const result: Step = decide(object, state, {
      now: agenda.now,
      replicas: { spec: replicas, status, ready },
      measurements: [measureRabbitmq(trigger as Parameters<typeof measureRabbitmq>[0], [queue])],
    })
    state = result.state
    if (result.replicas === replicas) return
    replicas = result.replicas
    changed()
  }
  function every(first: number, period: number, act: () => void) {
    agenda.at(first * 1000, () => {
      act()
      every(first + period, period, act)
    })
  }
  every(phase * object.pollingInterval, object.pollingInterval, () => step(poll))
  every(phase * defaultHpaClock.syncPeriodSeconds, defaultHpaClock.syncPeriodSeconds, () => step(sync))
  return { desired: () => replicas, restless: false, endsBusy: true }
}
