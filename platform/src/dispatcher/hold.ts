import type { Scaler } from './scaler.ts'

/**
 * What a person has decided in place of a lane's scaler, as KEDA's `autoscaling.keda.sh/paused-replicas` does:
 * the count stands, whatever comes, until it is lifted.
 */
export interface Hold {
  /** 0 pauses: what comes waits in the queue. */
  readonly replicas: number
  /** Name of a token or of a person; empty on a machine without tokens. */
  readonly by: string
  /** RFC 3339. */
  readonly since: string
}

/** The scaler goes on below a hold and decides again when it is lifted. */
export const heldScaler = (scaler: Scaler, hold: () => Hold | undefined): Scaler => ({
  desired(seen) {
    const decided = scaler.desired(seen)
    return hold()?.replicas ?? decided
  },
  get restless() {
    return scaler.restless
  },
  endsBusy: scaler.endsBusy,
  close: () => scaler.close(),
})
