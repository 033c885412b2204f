import type { FunctionState, Hold } from '../../api.ts'

export interface RegionalHold extends Hold {
  readonly regions: readonly string[]
}

/** What people hold a function at, regions that are held alike together. */
export function holdsOf({ lanes }: Pick<FunctionState, 'lanes'>): readonly RegionalHold[] {
  const holds = new Map<string, RegionalHold>()
  for (const { region, hold } of lanes) {
    if (hold == null) continue
    const key = JSON.stringify([hold.replicas, hold.by, hold.since])
    holds.set(key, { ...hold, regions: [...(holds.get(key)?.regions ?? []), region] })
  }
  return [...holds.values()]
}

/** 0 where it is paused in every region, a count where all are held at it; `undefined` where a scaler still decides. */
export function heldEverywhereAt({ lanes }: Pick<FunctionState, 'lanes'>): number | undefined {
  const counts = new Set(lanes.map(({ hold }) => hold?.replicas))
  return counts.size === 1 ? [...counts][0] : undefined
}
