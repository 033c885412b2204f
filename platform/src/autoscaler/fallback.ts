import type { Measurement, MetricTarget } from './measurement.ts'

/** What to assume of a trigger that cannot be read, under KEDA's names. */
export interface Fallback {
  /** Failed reads in a row that are passed on as errors; both loops' reads count. */
  readonly failureThreshold: number
  readonly replicas: number
  readonly behavior:
    | 'static'
    | 'currentReplicas'
    | 'currentReplicasIfHigher'
    | 'currentReplicasIfLower'
    | 'scalingModifiers'
}

/** What a loop works with after a read of one trigger. */
export type Outcome =
  | { readonly kind: 'measured'; readonly metric: number; readonly active: boolean }
  | { readonly kind: 'fallback'; readonly metric: number }
  /** `behavior: scalingModifiers`: the trigger is `nil` in the formula. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed' }

/**
 * Counts a read of a trigger and says what to work with. Source: KEDA 2.20 `pkg/fallback/fallback.go`.
 *
 * @param failures failed reads in a row so far
 * @param target of the trigger, or of the composite metric when there is a formula
 */
export function afterRead(
  fallback: Fallback | null,
  failures: number,
  measurement: Measurement,
  target: MetricTarget,
  replicas: { readonly spec: number; readonly ready: number },
): { readonly failures: number; readonly outcome: Outcome } {
  if (!measurement.failed) {
    const { metric, active } = measurement
    return { failures: 0, outcome: { kind: 'measured', metric, active } }
  }
  const counted = failures + 1
  if (fallback === null || counted <= fallback.failureThreshold) {
    return { failures: counted, outcome: { kind: 'failed' } }
  }
  if (fallback.behavior === 'scalingModifiers') return { failures: counted, outcome: { kind: 'absent' } }
  const metric = metricFor(fallbackReplicas(fallback, replicas.spec), target, replicas.ready)
  return {
    failures: counted,
    outcome: metric === null ? { kind: 'failed' } : { kind: 'fallback', metric },
  }
}

/**
 * The metric, in thousandths, that makes the HPA ask for so many replicas; `null` when there is none, since under a
 * `Value` target the HPA multiplies by the ready ones and none is ready.
 */
export function metricFor(wanted: number, target: MetricTarget, readyReplicas: number): number | null {
  if (target.type !== 'Value') return Math.trunc(target.milli * wanted)
  return readyReplicas === 0 ? null : Math.trunc((target.milli * wanted) / readyReplicas)
}

function fallbackReplicas({ behavior, replicas }: Fallback, currentReplicas: number): number {
  if (behavior === 'currentReplicas') return currentReplicas
  if (behavior === 'currentReplicasIfHigher') return Math.max(currentReplicas, replicas)
  if (behavior === 'currentReplicasIfLower') return Math.min(currentReplicas, replicas)
  return replicas
}
