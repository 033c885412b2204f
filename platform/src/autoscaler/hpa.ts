import type { Behavior } from './behavior.ts'
import {
  type Bounds,
  type Limited,
  limit,
  limitWithBehavior,
  type Recommendation,
  type ScaleEvent,
  stabilize,
  stabilizeWithBehavior,
} from './hpa-limits.ts'
import type { Tolerance } from './hpa-proposal.ts'

/** The HorizontalPodAutoscaler that KEDA makes of a ScaledObject: 1 to N. */
export interface Hpa extends Bounds {
  /** `null` when the ScaledObject says nothing: KEDA's default, and not the same as an empty one. */
  readonly behavior: Behavior | null
}

/** Flags of kube-controller-manager that a cluster rarely changes, by what they mean. */
export interface HpaFlags {
  /** `--horizontal-pod-autoscaler-tolerance`, parts of 1. */
  readonly tolerance: number
  /** `--horizontal-pod-autoscaler-downscale-stabilization`. */
  readonly downscaleStabilizationSeconds: number
}

export const defaultHpaFlags: HpaFlags = { tolerance: 0.1, downscaleStabilizationSeconds: 300 }

/** What an HPA remembers from sync to sync. */
export interface HpaMemory {
  /** Newest last; `null` until the first sync over a target that is not at zero. */
  readonly recommendations: readonly Recommendation[] | null
  /** Newest last; only kept under `behavior`. */
  readonly events: readonly ScaleEvent[]
}

export const newHpaMemory: HpaMemory = { recommendations: null, events: [] }

export interface HpaDecision {
  readonly replicas: number
  readonly memory: HpaMemory
  readonly reason: string
}

/** Whether a sync reads the metrics at all: not at zero, and not while the count is out of bounds. */
export function readsMetrics({ minReplicas, maxReplicas }: Bounds, currentReplicas: number): boolean {
  return currentReplicas > 0 && currentReplicas >= minReplicas && currentReplicas <= maxReplicas
}

/**
 * One sync. Source: Kubernetes 1.35 `horizontal.go`, `reconcileAutoscaler`.
 *
 * @param proposals what each metric asks for, `null` for one that could not be read; not looked at unless `readsMetrics`
 * @param now epoch milliseconds
 */
export function syncHpa(
  hpa: Hpa,
  memory: HpaMemory,
  currentReplicas: number,
  proposals: readonly (number | null)[],
  now: number,
  flags: HpaFlags = defaultHpaFlags,
): HpaDecision {
  if (currentReplicas === 0) return { replicas: 0, memory, reason: 'ScalingDisabled' }
  const remembered: HpaMemory = {
    ...memory,
    recommendations: memory.recommendations ?? [{ at: now, replicas: currentReplicas }],
  }
  const unchanged = (reason: string): HpaDecision => ({
    replicas: currentReplicas,
    memory: remembered,
    reason,
  })
  if (currentReplicas > hpa.maxReplicas) {
    return rescaled(hpa, remembered, currentReplicas, hpa.maxReplicas, now, 'above maxReplicaCount')
  }
  if (currentReplicas < hpa.minReplicas) {
    return rescaled(hpa, remembered, currentReplicas, hpa.minReplicas, now, 'below minReplicaCount')
  }
  const valid = proposals.filter((proposal) => proposal !== null)
  if (valid.length === 0) return unchanged('no metric could be read')
  const want = Math.max(0, ...valid)
  if (valid.length < proposals.length && want < currentReplicas) {
    return unchanged('a metric could not be read, and the others would scale down')
  }
  const { replicas, limit: limitedBy } = normalize(hpa, remembered, currentReplicas, want, now, flags)
  const reason = replicas > currentReplicas ? 'metric above target' : 'all metrics below target'
  return rescaled(
    hpa,
    { ...remembered, recommendations: recorded(hpa, remembered, want, now, flags) },
    currentReplicas,
    replicas,
    now,
    limitedBy === null ? reason : `${reason} (${limitedBy})`,
  )
}

/** How far a metric may miss its target: the controller's flag, or what `behavior` says for each direction. */
export function toleranceOf({ behavior }: Pick<Hpa, 'behavior'>, flags: HpaFlags): Tolerance {
  return {
    scaleUp: behavior?.scaleUp.tolerance ?? flags.tolerance,
    scaleDown: behavior?.scaleDown.tolerance ?? flags.tolerance,
  }
}

function normalize(
  hpa: Hpa,
  { recommendations, events }: HpaMemory,
  currentReplicas: number,
  want: number,
  now: number,
  flags: HpaFlags,
): Limited {
  const recent = recommendations ?? []
  const { behavior } = hpa
  if (behavior === null) {
    const stabilized = stabilize(want, recent, now, flags.downscaleStabilizationSeconds)
    return limit(stabilized, currentReplicas, hpa)
  }
  const stabilized = stabilizeWithBehavior(want, currentReplicas, recent, now, windows(behavior, flags))
  return limitWithBehavior(stabilized, currentReplicas, hpa, behavior, events, now)
}

function windows({ scaleUp, scaleDown }: Behavior, flags: HpaFlags) {
  return {
    scaleUp: scaleUp.stabilizationWindowSeconds ?? 0,
    scaleDown: scaleDown.stabilizationWindowSeconds ?? flags.downscaleStabilizationSeconds,
  }
}

function recorded(
  { behavior }: Hpa,
  { recommendations }: HpaMemory,
  want: number,
  now: number,
  flags: HpaFlags,
): readonly Recommendation[] {
  const seconds =
    behavior === null
      ? flags.downscaleStabilizationSeconds
      : Math.max(...Object.values(windows(behavior, flags)))
  const kept = (recommendations ?? []).filter(({ at }) => at >= now - seconds * 1000)
  return [...kept, { at: now, replicas: want }]
}

function rescaled(
  { behavior }: Hpa,
  memory: HpaMemory,
  from: number,
  to: number,
  now: number,
  reason: string,
): HpaDecision {
  if (behavior === null || from === to) return { replicas: to, memory, reason }
  const longest = Math.max(
    ...[...behavior.scaleUp.policies, ...behavior.scaleDown.policies].map(
      ({ periodSeconds }) => periodSeconds,
    ),
  )
  const kept = memory.events.filter(({ at }) => at > now - longest * 1000)
  return { replicas: to, memory: { ...memory, events: [...kept, { at: now, change: to - from }] }, reason }
}
