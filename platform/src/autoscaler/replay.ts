import { measureCron } from './cron-trigger.ts'
import { defaultHpaFlags, type HpaFlags } from './hpa.ts'
import { failedMeasurement, type Measurement } from './measurement.ts'
import { toMilli } from './quantity.ts'
import { measureRabbitmq, type QueueFigures } from './rabbitmq-trigger.ts'
import type { ScaledObject } from './scaled-object.ts'
import { newScalingState, poll, push, type Step, sync } from './scaling.ts'
import type { Trace, TraceReading } from './trace.ts'
import type { Trigger } from './trigger.ts'

/** A change of the replica count. */
export interface ReplicaChange {
  /** Since the beginning of the trace. */
  readonly second: number
  readonly replicas: number
  readonly by: 'KEDA' | 'HPA'
  readonly reason: string
}

/** When the HPA controller comes by. */
export interface HpaClock {
  readonly syncPeriodSeconds: number
  /** Of the first sync, after KEDA's first poll at 0. */
  readonly firstSyncSecond: number
}

export const defaultHpaClock: HpaClock = { syncPeriodSeconds: 15, firstSyncSecond: 7 }

/**
 * Runs both loops over a trace on a manual clock and gives every change. KEDA polls at 0 and then every
 * `pollingInterval`, the HPA syncs by its own clock; both stop after `until`. Replicas exist and are ready the moment
 * they are asked for. What falls on one instant happens in this order: new readings, pushes, the poll, the sync.
 */
export function replay(
  object: ScaledObject,
  trace: Trace,
  clock: HpaClock = defaultHpaClock,
  flags: HpaFlags = defaultHpaFlags,
): ReplicaChange[] {
  const changes: ReplicaChange[] = []
  let replicas = trace.replicas
  // A cluster polls at once, but the ScaledObject is already older than nothing when it does.
  let state = newScalingState(object, trace.startAt - 1000)
  const set = (second: number, to: number, by: ReplicaChange['by'], reason: string) => {
    if (to !== replicas) changes.push({ second, replicas: to, by, reason })
    replicas = to
  }
  const { paused, pausedReplicas } = object.annotations
  if (paused) {
    set(0, pausedReplicas ?? replicas, 'KEDA', 'paused-replicas')
    return changes
  }
  const held = heldReadings(object.triggers, trace.readings)
  for (const { second, kind } of agenda(object, trace, clock)) {
    const now = trace.startAt + second * 1000
    const look = {
      now,
      replicas: { spec: replicas, status: replicas, ready: replicas },
      measurements: object.triggers.map((trigger, index) => measure(trigger, held(index, second), now)),
    }
    const step: Step =
      kind === 'push'
        ? push(object, state, look)
        : kind === 'poll'
          ? poll(object, state, look)
          : sync(object, state, look, flags)
    state = step.state
    set(second, step.replicas, kind === 'sync' ? 'HPA' : 'KEDA', step.reason)
  }
  return changes
}

const order = ['push', 'poll', 'sync'] as const

interface Appointment {
  readonly second: number
  readonly kind: (typeof order)[number]
}

function agenda(object: ScaledObject, { until, readings }: Trace, clock: HpaClock): Appointment[] {
  const every = (kind: Appointment['kind'], first: number, period: number): Appointment[] =>
    Array.from({ length: Math.max(0, Math.floor((until - first) / period) + 1) }, (_, index) => ({
      second: first + index * period,
      kind,
    }))
  // The stream of an external-push scaler: every `true` counts, `false` says nothing.
  const pushes = readings
    .filter(({ trigger }) => object.triggers[trigger]?.type === 'external-push')
    .filter((reading) => reading.t <= until && !reading.error && externallyActive(reading))
    .map(({ t }): Appointment => ({ second: t, kind: 'push' }))
  return [
    ...pushes,
    ...every('poll', 0, object.pollingInterval),
    ...every('sync', clock.firstSyncSecond, clock.syncPeriodSeconds),
  ].toSorted((a, b) => a.second - b.second || order.indexOf(a.kind) - order.indexOf(b.kind))
}

/** The reading of a trigger that holds at a second; asked in the order of time. */
function heldReadings(triggers: readonly Trigger[], readings: readonly TraceReading[]) {
  const byTrigger = triggers.map((_, index) =>
    readings.filter(({ trigger }) => trigger === index).toSorted((a, b) => a.t - b.t),
  )
  const position = triggers.map(() => -1)
  return (index: number, second: number): TraceReading | undefined => {
    const own = byTrigger[index] ?? []
    let at = position[index] ?? -1
    while ((own[at + 1]?.t ?? Number.POSITIVE_INFINITY) <= second) at++
    position[index] = at
    return own[at]
  }
}

function measure(trigger: Trigger, reading: TraceReading | undefined, now: number): Measurement {
  const target = toMilli(reading?.target ?? 1)
  if (reading?.error) return { ...failedMeasurement, target }
  switch (trigger.type) {
    case 'rabbitmq':
      return measureRabbitmq(trigger, (reading?.queues ?? [reading ?? nothing]).map(figures))
    case 'cron':
      return measureCron(trigger, now)
    case 'cpu':
    case 'memory': {
      const utilization = trigger.target.type === 'Utilization'
      if (reading?.value === undefined) return failedMeasurement
      // The HPA reckons with whole per cent.
      const value = utilization ? Math.trunc(reading.value) : reading.value
      return { metric: toMilli(value), active: false, failed: false }
    }
    case 'external':
    case 'external-push': {
      const metric = toMilli(externalMetric(reading ?? nothing))
      return { metric, active: externallyActive(reading ?? nothing), failed: false, target }
    }
  }
}

type Figures = Pick<TraceReading, 'ready' | 'unacked' | 'publishRate' | 'deliverRate'>

const nothing: Figures = { ready: 0, unacked: 0, publishRate: 0, deliverRate: 0 }

const figures = ({ ready, unacked, publishRate, deliverRate }: Figures): QueueFigures => ({
  messagesReady: ready,
  messagesUnacknowledged: unacked,
  publishRate,
  deliverGetRate: deliverRate,
})

type External = Figures & { readonly value?: number | undefined; readonly active?: boolean | undefined }

const externalMetric = ({ value, ready }: External): number => value ?? ready

const externallyActive = (reading: External): boolean => reading.active ?? externalMetric(reading) > 0
