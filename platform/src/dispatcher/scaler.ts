import { decide, type Recommendations, type ScalingPolicy } from '../autoscaler/decide.ts'
import type { Instance } from '../instance/instance.ts'
import type { QueueDepth } from '../queue/queue.ts'

/** Says how many replicas a lane should have. */
export interface Scaler {
  /** The count that holds now; asked at every look. */
  desired(seen: Seen): number
  /** Whether time alone may change the count, so that the lane has to look again by itself. */
  readonly restless: boolean
  /** Whether a surplus replica that works is told to finish and end, as Kubernetes does; else it is waited for. */
  readonly endsBusy: boolean
  close(): void
}

export interface Seen {
  /** Epoch milliseconds, by `steadyNow`: a clock that is set back keeps no replica. */
  readonly now: number
  /** Events that wait or are being handled, and callers likewise. */
  readonly metric: number
}

/** What a lane's scaler may ask about it. */
export interface LaneFigures {
  queue(): Promise<
    QueueDepth & { /** Deliveries that were acked or refused so far. */ readonly settled: number }
  >
  replicas(): { /** Starting or ready. */ readonly status: number; readonly ready: number }
  /** Those that count as replicas. */
  instances(): readonly Instance[]
  /** The count that the scaler wants has changed. */
  changed(): void
}

/** `activation: push`: decides at every look, that is at every event. */
export function pushScaler(policy: ScalingPolicy): Scaler {
  let recommendations: Recommendations = []
  return {
    desired(seen) {
      const decision = decide(policy, seen, recommendations)
      // What was recommended before zero must not come back after it.
      recommendations = decision.desiredReplicas === 0 ? [] : decision.recommendations
      return decision.desiredReplicas
    },
    get restless() {
      return recommendations.length > 0
    },
    endsBusy: false,
    close() {},
  }
}
