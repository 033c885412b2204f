/** Counts wrong tokens by address, so that guessing is slow and leaves few lines. */
export interface Attempts {
  /** Counts one more; true when this address had too many within the minute. */
  tooMany(address: string, now: number): boolean
}

const perMinute = 20
const windowMs = 60_000
/** Addresses that are remembered at most; the one that was counted first is forgotten. */
const mostAddresses = 10_000

export function attempts(): Attempts {
  const seen = new Map<string, { count: number; readonly since: number }>()
  return {
    tooMany(address, now) {
      const known = seen.get(address)
      if (known !== undefined && now - known.since < windowMs) {
        known.count++
        return known.count > perMinute
      }
      seen.delete(address)
      seen.set(address, { count: 1, since: now })
      const [oldest] = seen.keys()
      if (seen.size > mostAddresses && oldest !== undefined) seen.delete(oldest)
      return false
    },
  }
}
