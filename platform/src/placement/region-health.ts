/**
 * How a region is. `alive` and `asleep` both take work, the second with nothing running in it; a region that is `cut off` works on
 * behind a line that is down, and what belongs to it waits; of one that is `dead` others do the work.
 */
export type RegionState = 'alive' | 'asleep' | 'cut off' | 'dead'

export interface RegionHealth {
  readonly state: RegionState
  /** In words, for people. */
  readonly reason: string
}

/** What is known of a region from its heartbeats. All instants are milliseconds of one steady clock. */
export interface RegionSigns {
  readonly now: number
  /** Since when heartbeats can be heard; `undefined` while the broker is away. */
  readonly listeningSince: number | undefined
  /** When the last one came; `undefined` when none ever did. */
  readonly heardAt: number | undefined
  /** That run in it. */
  readonly instances: number
  /** It has a broker of its own: its silence may be the line's. */
  readonly apart: boolean
}

export const beatMs = 1_000
/** So many heartbeats may be missed. */
export const missedBeats = 3
/** Half a beat more, or one that is late by a moment would count as missed. */
export const silentAfterMs = (missedBeats + 0.5) * beatMs

export function regionHealth(signs: RegionSigns): RegionHealth {
  const { now, listeningSince, heardAt, instances, apart } = signs
  if (listeningSince === undefined)
    return { state: 'cut off', reason: 'the broker cannot be reached from here, so nothing is heard of it' }
  // While nobody listened, it may have said much.
  if (now - Math.max(heardAt ?? listeningSince, listeningSince) <= silentAfterMs) return answering(instances)
  const silence =
    heardAt === undefined
      ? 'no heartbeat has ever come'
      : `no heartbeat has come for ${Math.floor((now - heardAt) / 1000)} s`
  if (apart)
    return {
      state: 'cut off',
      reason: `${silence}; it has a broker of its own and may work on behind a line that is down`,
    }
  return { state: 'dead', reason: `${silence}: its nodes are down, or do not reach the broker` }
}

/** Its nodes answer. @param instances that run on them */
export function answering(instances: number): RegionHealth {
  return instances === 0
    ? {
        state: 'asleep',
        reason: 'its nodes answer, nothing runs on them, and the next event wakes what it needs',
      }
    : { state: 'alive', reason: `its nodes answer, with ${instances} instance${instances === 1 ? '' : 's'}` }
}
