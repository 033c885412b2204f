import { maxInt32 } from './quantity.ts'

/** What a scale target has. */
export interface ReplicaCounts {
  /** Asked for: `spec.replicas`. */
  readonly spec: number
  /** Exist: `status.replicas`. */
  readonly status: number
  /** Pass their readiness probe. */
  readonly ready: number
}

/** Parts of 1 by which the usage may miss the target, above and below, and nothing be done. */
export interface Tolerance {
  readonly scaleUp: number
  readonly scaleDown: number
}

/**
 * How many replicas one metric asks for under an `AverageValue` target: what the metric comes to over all replicas,
 * shared out. Measured against the replicas that exist, ready or not.
 * Source: Kubernetes 1.35 `replica_calculator.go`, `GetExternalPerPodMetricReplicas`.
 *
 * @param metric in thousandths, over all replicas
 * @param target in thousandths, for one replica
 */
export function proposeByAverageValue(
  metric: number,
  target: number,
  replicas: ReplicaCounts,
  tolerance: Tolerance,
): number {
  if (within(tolerance, metric / (target * replicas.status))) return replicas.status
  return bounded(Math.ceil(metric / target))
}

/**
 * How many replicas one metric asks for under a `Value` target (and, by the same arithmetic, under the `Utilization` or
 * the per-pod target of cpu and memory): as many times the ready ones as the metric is of its target.
 * Source: the same file, `GetExternalMetricReplicas` and `getUsageRatioReplicaCount`.
 *
 * @param metric in thousandths
 * @param target in thousandths
 */
export function proposeByValue(
  metric: number,
  target: number,
  replicas: ReplicaCounts,
  tolerance: Tolerance,
): number {
  const ratio = metric / target
  if (replicas.spec === 0) return bounded(Math.ceil(ratio))
  return within(tolerance, ratio) ? replicas.spec : bounded(Math.ceil(ratio * replicas.ready))
}

// Written so that a ratio that is not a number (0 of 0 replicas) is outside, as it is in Go.
const within = ({ scaleUp, scaleDown }: Tolerance, ratio: number): boolean =>
  1 - scaleDown <= ratio && ratio <= 1 + scaleUp

const bounded = (replicas: number): number => Math.min(replicas, maxInt32)
