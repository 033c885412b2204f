import type { Behavior, ScalingRules } from './behavior.ts'

/** What an HPA recommended once, before any limit. */
export interface Recommendation {
  /** Epoch milliseconds. */
  readonly at: number
  readonly replicas: number
}

/** A change of the replica count that an HPA made itself. */
export interface ScaleEvent {
  /** Epoch milliseconds. */
  readonly at: number
  /** Replicas added (above 0) or removed (below 0). */
  readonly change: number
}

export interface Bounds {
  readonly minReplicas: number
  readonly maxReplicas: number
}

/** Kubernetes' names for what kept a count from what was wanted. */
export type Limit = 'ScaleUpLimit' | 'TooManyReplicas' | 'ScaleDownLimit' | 'TooFewReplicas'

export interface Limited {
  readonly replicas: number
  readonly limit: Limit | null
}

/**
 * The highest recommendation of the window (the oldest instant included), for an HPA without `behavior`.
 * It may lie above the present count: recommendations of before a scale to zero are still in it.
 * Source: Kubernetes 1.35 `horizontal.go`, `stabilizeRecommendation`.
 */
export function stabilize(
  want: number,
  recommendations: readonly Recommendation[],
  now: number,
  windowSeconds: number,
): number {
  return recommendations
    .filter(({ at }) => at >= now - windowSeconds * 1000)
    .reduce((highest, { replicas }) => Math.max(highest, replicas), want)
}

/**
 * Limits of an HPA without `behavior`: at most doubled (or to 4) in one sync, downwards at once.
 * Source: the same file, `convertDesiredReplicasWithRules`.
 */
export function limit(want: number, currentReplicas: number, { minReplicas, maxReplicas }: Bounds): Limited {
  const scaleUpLimit = Math.max(2 * currentReplicas, 4)
  if (want < minReplicas) return { replicas: minReplicas, limit: 'TooFewReplicas' }
  if (want > Math.min(scaleUpLimit, maxReplicas)) {
    return maxReplicas > scaleUpLimit
      ? { replicas: scaleUpLimit, limit: 'ScaleUpLimit' }
      : { replicas: maxReplicas, limit: 'TooManyReplicas' }
  }
  return { replicas: want, limit: null }
}

/**
 * The present count, raised to the lowest recommendation of the upward window if that is higher, lowered to the highest
 * of the downward window if that is lower (the oldest instant of a window excluded), for an HPA with `behavior`.
 * Source: the same file, `stabilizeRecommendationWithBehaviors`.
 */
export function stabilizeWithBehavior(
  want: number,
  currentReplicas: number,
  recommendations: readonly Recommendation[],
  now: number,
  windowSeconds: { readonly scaleUp: number; readonly scaleDown: number },
): number {
  let up = want
  let down = want
  for (const { at, replicas } of recommendations) {
    if (at > now - windowSeconds.scaleUp * 1000) up = Math.min(up, replicas)
    if (at > now - windowSeconds.scaleDown * 1000) down = Math.max(down, replicas)
  }
  return Math.min(Math.max(currentReplicas, up), down)
}

/**
 * Limits of an HPA with `behavior`: its policies, counted from where each policy's period began.
 * Source: the same file, `convertDesiredReplicasWithBehaviorRate`.
 */
export function limitWithBehavior(
  want: number,
  currentReplicas: number,
  { minReplicas, maxReplicas }: Bounds,
  behavior: Behavior,
  events: readonly ScaleEvent[],
  now: number,
): Limited {
  if (want > currentReplicas) {
    const byPolicy = scaleUpLimit(currentReplicas, behavior.scaleUp, events, now)
    const highest = Math.min(byPolicy, maxReplicas)
    if (want > highest) {
      return { replicas: highest, limit: maxReplicas > byPolicy ? 'ScaleUpLimit' : 'TooManyReplicas' }
    }
  }
  if (want < currentReplicas) {
    const byPolicy = scaleDownLimit(currentReplicas, behavior.scaleDown, events, now)
    const lowest = Math.max(byPolicy, minReplicas)
    if (want < lowest) {
      return { replicas: lowest, limit: minReplicas < byPolicy ? 'ScaleDownLimit' : 'TooFewReplicas' }
    }
  }
  return { replicas: want, limit: null }
}

function scaleUpLimit(
  currentReplicas: number,
  { selectPolicy, policies }: ScalingRules,
  events: readonly ScaleEvent[],
  now: number,
): number {
  if (selectPolicy === 'Disabled') return currentReplicas
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start = startOfPeriod(currentReplicas, periodSeconds, events, now)
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))
  })
  const chosen = selectPolicy === 'Max' ? Math.max(...limits) : Math.min(...limits)
  return Math.max(chosen, currentReplicas)
}

function scaleDownLimit(
  currentReplicas: number,
  { selectPolicy, policies }: ScalingRules,
  events: readonly ScaleEvent[],
  now: number,
): number {
  if (selectPolicy === 'Disabled') return currentReplicas
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start = startOfPeriod(currentReplicas, periodSeconds, events, now)
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100))
  })
  // "Max" is the policy that allows the greatest change, so downwards the lowest count.
  const chosen = selectPolicy === 'Max' ? Math.min(...limits) : Math.max(...limits)
  return Math.min(chosen, currentReplicas)
}

const startOfPeriod = (
  currentReplicas: number,
  periodSeconds: number,
  events: readonly ScaleEvent[],
  now: number,
): number =>
  events
    .filter(({ at }) => at > now - periodSeconds * 1000)
    .reduce((replicas, { change }) => replicas - change, currentReplicas)
