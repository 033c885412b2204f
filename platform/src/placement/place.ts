import { type Region, rankFrom } from './region.ts'

/**
 * Where work that belongs to `home` runs now. An idle region is alive; only one whose nodes stopped
 * answering is dead. `undefined` when every region is dead: the work waits in its queue.
 *
 * @param placement `nearest` (home first), `core`, `any`, or a region's name to pin it there
 * @param alive names of the regions that answer
 */
export function placeWork(
  placement: string,
  home: Region,
  regions: readonly Region[],
  alive: ReadonlySet<string>,
): Region | undefined {
  return standIns(placement, home, regions).find(({ name }) => alive.has(name))
}

/** Everywhere that work of `home` may run, best first. */
export function standIns(placement: string, home: Region, regions: readonly Region[]): readonly Region[] {
  const first =
    placement === 'nearest' || placement === 'any'
      ? home
      : placement === 'core'
        ? coreOf(regions)
        : (regions.find(({ name }) => name === placement) ?? home)
  return rankFrom(regions, first)
}

/** The region whose lane takes an event: the one it names, or else the core. */
export function homeOf(event: { readonly region?: string }, regions: readonly Region[]): Region {
  return regions.find(({ name }) => name === event.region) ?? coreOf(regions)
}

/** A node is dead when it was silent for longer than this. */
export const deadAfterMs = 2_000

export const isAlive = (heartbeatAt: number, now: number): boolean => now - heartbeatAt <= deadAfterMs

export function coreOf(regions: readonly Region[]): Region {
  const core = regions.find((region) => region.core) ?? regions[0]
  if (!core) throw new RangeError('There are no regions.')
  return core
}
