import { compositeMetric } from './composite.ts'
import { type ExecutorDecision, requestScale } from './executor.ts'
import { afterRead, type Outcome } from './fallback.ts'
import {
  defaultHpaFlags,
  type HpaFlags,
  type HpaMemory,
  newHpaMemory,
  readsMetrics,
  syncHpa,
  toleranceOf,
} from './hpa.ts'
import { proposeByAverageValue, proposeByValue, type ReplicaCounts, type Tolerance } from './hpa-proposal.ts'
import { externalTarget, failedMeasurement, type Measurement, type MetricTarget } from './measurement.ts'
import type { ScaledObject } from './scaled-object.ts'
import { isResource, type Trigger } from './trigger.ts'

/**
 * `activation: poll`: one ScaledObject under KEDA's poll and the HPA's sync, two loops that share the replica count and
 * little else. The caller keeps the clock, reads the sources and sets the replicas; what to set is decided here.
 */
export interface ScalingState {
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly lastActiveAt: number | null
  /** Failed reads in a row, by trigger; both loops count into it. */
  readonly failures: readonly number[]
  /** What the last poll saw, by trigger, for `useCachedMetrics`. */
  readonly polled: readonly Measurement[] | null
  readonly hpa: HpaMemory
}

/** What a loop looked at. */
export interface Look {
  /** Epoch milliseconds. */
  readonly now: number
  readonly replicas: ReplicaCounts
  /** By trigger. */
  readonly measurements: readonly Measurement[]
}

export interface Step {
  /** What `spec.replicas` is to be. */
  readonly replicas: number
  readonly reason: string
  /** To be handed to the next step of either loop. */
  readonly state: ScalingState
}

/** @param createdAt epoch milliseconds; before the first poll, as a cluster has it */
export function newScalingState({ triggers }: ScaledObject, createdAt: number): ScalingState {
  return { createdAt, lastActiveAt: null, failures: triggers.map(() => 0), polled: null, hpa: newHpaMemory }
}

/** KEDA's loop, once every `pollingInterval` and first at once. */
export function poll(object: ScaledObject, state: ScalingState, look: Look): Step {
  if (object.annotations.paused) return { replicas: look.replicas.spec, reason: 'paused', state }
  const { outcomes, failures } = read(object, state, look.measurements, look.replicas)
  const decision = scale(object, state, look, activity(object, outcomes, look.replicas.ready))
  return executed({ ...state, failures, polled: look.measurements }, decision)
}

/** An `external-push` trigger said `true`: the same decision, at once, without reading anything. */
export function push(object: ScaledObject, state: ScalingState, look: Omit<Look, 'measurements'>): Step {
  return executed(state, scale(object, state, look, { active: true, errored: false }))
}

/** Whether `sync` will look at the measurements, so that a trigger is not read (and no failure counted) in vain. */
export function syncReads(object: ScaledObject, currentReplicas: number): boolean {
  return !object.annotations.paused && readsMetrics(object.hpa, currentReplicas)
}

/** The HPA's loop. A paused ScaledObject has no HPA. */
export function sync(
  object: ScaledObject,
  state: ScalingState,
  look: Look,
  flags: HpaFlags = defaultHpaFlags,
): Step {
  const { now, replicas } = look
  if (object.annotations.paused) return { replicas: replicas.spec, reason: 'paused', state }
  let failures = state.failures
  let proposals: readonly (number | null)[] = []
  if (syncReads(object, replicas.spec)) {
    const measurements = object.triggers.map(({ useCachedMetrics }, index) => {
      const cached = useCachedMetrics ? state.polled?.[index] : undefined
      return cached ?? look.measurements[index] ?? failedMeasurement
    })
    const reading = read(object, state, measurements, replicas)
    failures = reading.failures
    proposals = proposed(object, reading.outcomes, measurements, replicas, toleranceOf(object.hpa, flags))
  }
  const decision = syncHpa(object.hpa, state.hpa, replicas.spec, proposals, now, flags)
  return {
    replicas: decision.replicas,
    reason: decision.reason,
    state: { ...state, failures, hpa: decision.memory },
  }
}

/** Counts one read of every trigger that is KEDA's; `null` for cpu and memory. */
function read(
  object: ScaledObject,
  state: ScalingState,
  measurements: readonly Measurement[],
  replicas: ReplicaCounts,
): { readonly outcomes: readonly (Outcome | null)[]; readonly failures: readonly number[] } {
  const reads = object.triggers.map((trigger, index) => {
    const failures = state.failures[index] ?? 0
    if (isResource(trigger)) return { failures, outcome: null }
    const measurement = measurements[index] ?? failedMeasurement
    const target = object.scalingModifiers?.target ?? targetOf(trigger, measurement)
    return afterRead(object.fallback, failures, measurement, target, replicas)
  })
  return { outcomes: reads.map(({ outcome }) => outcome), failures: reads.map(({ failures }) => failures) }
}

interface Activity {
  readonly active: boolean
  readonly errored: boolean
}

/** Any trigger, or with a formula the composite metric; a trigger in fallback counts as active. */
function activity(
  object: ScaledObject,
  outcomes: readonly (Outcome | null)[],
  readyReplicas: number,
): Activity {
  const errored = outcomes.some((outcome) => outcome?.kind === 'failed')
  if (object.triggers.every(isResource)) return { active: true, errored: false }
  const { scalingModifiers } = object
  if (scalingModifiers === null) {
    const active = outcomes.some(
      (outcome) => outcome?.kind === 'fallback' || (outcome?.kind === 'measured' && outcome.active),
    )
    return { active, errored }
  }
  if (errored) return { active: false, errored }
  const metric = compositeMetric(object, scalingModifiers, outcomes, readyReplicas)
  if (metric === null) return { active: false, errored: true }
  return { active: metric / 1000 > scalingModifiers.activationTarget, errored: false }
}

function scale(
  object: ScaledObject,
  { createdAt, lastActiveAt }: ScalingState,
  { now, replicas }: Omit<Look, 'measurements'>,
  { active, errored }: Activity,
): ExecutorDecision {
  return requestScale(object, {
    now,
    currentReplicas: replicas.spec,
    active,
    errored,
    createdAt,
    lastActiveAt,
  })
}

function executed(state: ScalingState, { replicas, lastActiveAt, reason }: ExecutorDecision): Step {
  return { replicas, reason, state: { ...state, lastActiveAt } }
}

/** What each metric of the HPA asks for: one a trigger, or the composite one and those of cpu and memory. */
function proposed(
  object: ScaledObject,
  outcomes: readonly (Outcome | null)[],
  measurements: readonly Measurement[],
  replicas: ReplicaCounts,
  tolerance: Tolerance,
): (number | null)[] {
  const { scalingModifiers, triggers } = object
  const one = (metric: number | null, target: MetricTarget): number | null => {
    if (metric === null || target.milli <= 0) return null
    return target.type === 'AverageValue'
      ? proposeByAverageValue(metric, target.milli, replicas, tolerance)
      : proposeByValue(metric, target.milli, replicas, tolerance)
  }
  const byTrigger = triggers.flatMap((trigger, index) => {
    const measurement = measurements[index] ?? failedMeasurement
    if (trigger.type === 'cpu' || trigger.type === 'memory') {
      if (measurement.failed) return [null]
      return [proposeByValue(measurement.metric, trigger.target.milli, replicas, tolerance)]
    }
    if (scalingModifiers !== null) return []
    return [one(metricOf(outcomes[index]), targetOf(trigger, measurement))]
  })
  if (scalingModifiers === null) return byTrigger
  const kinds = outcomes.map((outcome) => outcome?.kind)
  const failed = kinds.includes('failed') && !kinds.includes('fallback')
  const composite = failed ? null : compositeMetric(object, scalingModifiers, outcomes, replicas.ready)
  return [...byTrigger, one(composite, scalingModifiers.target)]
}

const metricOf = (outcome: Outcome | null | undefined): number | null =>
  outcome?.kind === 'measured' || outcome?.kind === 'fallback' ? outcome.metric : null

/** An external scaler names its own target with every read. */
function targetOf(trigger: Trigger, { target }: Measurement): MetricTarget {
  return 'target' in trigger ? trigger.target : externalTarget(trigger.targetType, (target ?? 0) / 1000)
}
