/** Numbers that look random and follow from one number alone. */
export interface Random {
  /** 0 inclusive to 1 exclusive. */
  next(): number
  between(least: number, most: number): number
  /** An integer from 0 below `count`. */
  below(count: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** What `random` needs to go on from here. */
  readonly state: number
}

/** Mulberry32: 32 bits of state, even enough for streets. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    next,
    between: (least, most) => least + (most - least) * next(),
    below,
    chance: (probability) => next() < probability,
    pick<T>(list: readonly T[]) {
      const picked = list[below(list.length)]
      if (picked === undefined) throw new RangeError('There is nothing to pick from an empty list.')
      return picked
    },
    get state() {
      return state
    },
  }
}

/** A seed for one purpose, so that what is drawn for it does not move when something else is drawn before. */
export function seedFor(seed: number, purpose: string): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0
  for (const letter of purpose) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0
  return hash
}
