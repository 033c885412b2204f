import type { Region } from '../../api.ts'

/** Work of a dead region that another does. */
export interface Spill {
  readonly from: Region
  readonly to: Region
}

export function spills(regions: readonly Region[]): readonly Spill[] {
  return regions.flatMap((from) => {
    const to = regions.find(({ name }) => name === from.servedBy)
    return to === undefined || to === from ? [] : [{ from, to }]
  })
}
