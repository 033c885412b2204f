/** The part of a ScaledObject that KEDA's own decision needs: 0 to 1 (or the minimum), and N to 0. */
export interface ExecutorPolicy {
  /** `null` when the ScaledObject does not say, which counts as 0. */
  readonly minReplicaCount: number | null
  readonly idleReplicaCount: number | null
  /** Seconds since a trigger was last active. */
  readonly cooldownPeriod: number
  /** Seconds since the ScaledObject was created, as long as no trigger was ever active. */
  readonly initialCooldownPeriod: number
  readonly fallback: { readonly replicas: number } | null
  readonly annotations: PauseAnnotations
}

/** What the `autoscaling.keda.sh/` annotations ask for. */
export interface PauseAnnotations {
  /** `paused` or `paused-replicas`: both loops are stopped. */
  readonly paused: boolean
  /** `paused-replicas`: the count that is set once before everything stops. */
  readonly pausedReplicas: number | null
  readonly pausedScaleIn: boolean
  readonly pausedScaleOut: boolean
  readonly forceActivation: boolean
}

/** One poll. Instants are epoch milliseconds. */
export interface Poll {
  readonly now: number
  readonly currentReplicas: number
  readonly active: boolean
  /** Whether a trigger could not be read (one in fallback counts as read). */
  readonly errored: boolean
  readonly createdAt: number
  readonly lastActiveAt: number | null
}

export interface ExecutorDecision {
  readonly replicas: number
  readonly lastActiveAt: number | null
  readonly reason: string
}

/** One poll of KEDA's operator. Source: KEDA 2.20 `pkg/scaling/executor/scale_scaledobjects.go`, `RequestScale`. */
export function requestScale(policy: ExecutorPolicy, poll: Poll): ExecutorDecision {
  const { currentReplicas, now, lastActiveAt } = poll
  const { idleReplicaCount, annotations } = policy
  const minReplicaCount = policy.minReplicaCount ?? 0
  const keep = (reason: string): ExecutorDecision => ({ replicas: currentReplicas, lastActiveAt, reason })

  if (annotations.paused) return keep('paused')
  if (poll.active || annotations.forceActivation) {
    if ((idleReplicaCount !== null && currentReplicas < minReplicaCount) || currentReplicas === 0) {
      if (annotations.pausedScaleOut) return keep('scale-out is paused')
      return { replicas: Math.max(minReplicaCount, 1), lastActiveAt: now, reason: activation(poll) }
    }
    // The last activity is not moved on while a trigger fails, so an outage shortens the cooldown after it.
    if (poll.errored) return keep('PartialTriggerError')
    return { replicas: currentReplicas, lastActiveAt: now, reason: 'ScalerActive' }
  }
  // An outage scales nothing in, unless the fallback is to zero.
  if (poll.errored && policy.fallback?.replicas !== 0) return keep('TriggerError')
  if (
    (idleReplicaCount !== null && currentReplicas > idleReplicaCount) ||
    (currentReplicas > 0 && minReplicaCount === 0)
  ) {
    if (annotations.pausedScaleIn) return keep('scale-in is paused')
    if (!cooledDown(policy, poll)) return keep('ScalerCooldown')
    return { replicas: idleReplicaCount ?? minReplicaCount, lastActiveAt, reason: 'cooled down' }
  }
  if (idleReplicaCount === null && currentReplicas < minReplicaCount) {
    return { replicas: minReplicaCount, lastActiveAt, reason: 'below minReplicaCount' }
  }
  return keep('ScalerNotActive')
}

const activation = ({ active }: Poll) => (active ? 'a trigger is active' : 'activation is forced')

// KEDA keeps both instants in the ScaledObject, where Kubernetes cuts them to whole seconds.
function cooledDown(policy: ExecutorPolicy, { now, createdAt, lastActiveAt }: Poll): boolean {
  return lastActiveAt === null
    ? wholeSecond(createdAt) + policy.initialCooldownPeriod * 1000 < now
    : wholeSecond(lastActiveAt) + policy.cooldownPeriod * 1000 < now
}

const wholeSecond = (at: number): number => Math.floor(at / 1000) * 1000
