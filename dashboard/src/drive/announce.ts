import type { Ahead } from './ahead.ts'

/** What has been said of each incident: the smallest distance in metres at which it was announced. */
export type Said = ReadonlyMap<string, number>

/** Metres at which a warning is spoken: once to slow down, once more before it is there. */
const distances = [1000, 300]

/**
 * Whether the warning is to be spoken now, and what has been said then. Each distance is announced once, so that a
 * car in a jam is not told again and again.
 */
export function announce(ahead: Ahead | undefined, said: Said): { speak: boolean; said: Said } {
  if (ahead === undefined) return { speak: false, said }
  const { id } = ahead.warning
  const reached = distances.filter((distance) => ahead.metres <= distance).at(-1)
  if (reached === undefined || reached >= (said.get(id) ?? Number.POSITIVE_INFINITY))
    return { speak: false, said }
  return { speak: true, said: new Map(said).set(id, reached) }
}
