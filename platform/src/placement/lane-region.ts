import { standIns } from './place.ts'
import type { Region } from './region.ts'

/**
 * Whose lane takes an event of `home`, for a publisher that knows how the regions are: home's, unless its region is dead. Work that is
 * pinned goes by its own lane always, since where its pods run does not depend on it.
 *
 * @param usable whether a region takes work, now or behind its line
 */
export function laneRegion(
  placement: string,
  home: Region,
  regions: readonly Region[],
  usable: (region: string) => boolean,
): Region {
  if (usable(home.name) || (placement !== 'nearest' && placement !== 'any')) return home
  return standIns(placement, home, regions).find(({ name }) => usable(name)) ?? home
}
