/** How long things took: counted in classes 2 % apart, so that a hundred million of them need no room. */
export interface Tally {
  add(ms: number): void
  readonly count: number
  /** @param share 0..1; `undefined` while nothing was counted */
  quantile(share: number): number | undefined
}

const growth = Math.log(1.02)
const finest = 0.1
const classes = 1024

export function tally(): Tally {
  const counts = new Float64Array(classes)
  let count = 0
  return {
    add(ms) {
      const place = Math.ceil(Math.log(Math.max(ms, finest) / finest) / growth)
      counts[Math.min(place, classes - 1)]! += 1
      count++
    },
    get count() {
      return count
    },
    quantile(share) {
      if (count === 0) return undefined
      let left = share * count
      const place = counts.findIndex((inClass) => {
        left -= inClass
        return left <= 0
      })
      return finest * Math.exp(growth * (Math.max(place, 0) - 0.5))
    },
  }
}

/** How much of something there was, minute by minute. */
export interface Level {
  /** From `now` (milliseconds) on it is `amount`; asked in the order of time. */
  set(now: number, amount: number): void
  /** Its mean in each minute up to `now`. */
  minutes(now: number): Float64Array
  readonly most: number
  /** Amount times milliseconds, up to `now`. */
  total(now: number): number
}

const minute = 60_000

export function level(end: number): Level {
  const sums = new Float64Array(Math.ceil(end / minute) + 1)
  let since = 0
  let amount = 0
  let most = 0
  function advance(now: number) {
    while (since < now) {
      const place = Math.floor(since / minute)
      const until = Math.min(now, (place + 1) * minute)
      sums[place]! += amount * (until - since)
      since = until
    }
  }
  return {
    set(now, to) {
      advance(now)
      amount = to
      most = Math.max(most, to)
    },
    minutes(now) {
      advance(now)
      return sums.slice(0, Math.ceil(now / minute)).map((sum) => sum / minute)
    },
    get most() {
      return most
    },
    total(now) {
      advance(now)
      return sums.reduce((all, sum) => all + sum, 0)
    },
  }
}
