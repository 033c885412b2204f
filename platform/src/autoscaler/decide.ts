/** The part of a KEDA ScaledObject that a decision needs, under KEDA's own names. */
export interface ScalingPolicy {
  readonly minReplicaCount: number
  readonly maxReplicaCount: number
  /** Seconds without activity before the last replica goes, and for which a higher count is held. */
  readonly cooldownPeriod: number
  /** How much of the metric one replica should carry, e.g. 5 events. */
  readonly value: number
  /** The trigger is active only strictly above this. */
  readonly activationValue: number
}

/** One look at a lane. */
export interface Observation {
  /** Epoch milliseconds. */
  readonly now: number
  /** Events waiting or being handled. */
  readonly metric: number
}

/** What earlier looks recommended, oldest first; empty to begin with, and again after zero. */
export type Recommendations = readonly { readonly at: number; readonly replicas: number }[]

export interface Decision {
  readonly desiredReplicas: number
  /** To be handed to the next decision. */
  readonly recommendations: Recommendations
}

/**
 * How many replicas a lane should have: as many as the metric asks for at once, and no fewer than was recommended
 * within `cooldownPeriod`. That window is the HPA's stabilisation and KEDA's cooldown in one; since it is forgotten
 * when it runs empty, nothing old comes back after zero.
 */
export function decide(policy: ScalingPolicy, seen: Observation, before: Recommendations): Decision {
  const active = seen.metric > policy.activationValue
  const wanted = active
    ? Math.min(Math.max(1, Math.ceil(seen.metric / policy.value)), policy.maxReplicaCount)
    : 0
  const windowMs = policy.cooldownPeriod * 1000
  const recent = before.filter(({ at }) => seen.now - at < windowMs)
  const recommendations =
    wanted > 0 ? [...dominated(recent, wanted), { at: seen.now, replicas: wanted }] : recent
  const held = recommendations.reduce((most, { replicas }) => Math.max(most, replicas), 0)
  return { desiredReplicas: Math.max(held, policy.minReplicaCount), recommendations }
}

// An older recommendation that is not above the newest can never decide again; dropping it keeps the window short.
const dominated = (recommendations: Recommendations, wanted: number): Recommendations =>
  recommendations.filter(({ replicas }) => replicas > wanted)

/** Milliseconds to wait before the n-th start (n from 1) of an instance that keeps crashing. */
export const crashBackoffMs = (crashes: number): number =>
  crashes === 0 ? 0 : Math.min(500 * 2 ** (crashes - 1), 60_000)
