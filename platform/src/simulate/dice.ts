/** Random numbers that one seed fixes. */
export interface Dice {
  /** 0 up to, and without, 1. */
  share(): number
  /** Time to the next of events that come independently, `rate` of them in a unit of time (Poisson). */
  gap(rate: number): number
}

/** Chris Doty-Humphrey's sfc32 (PractRand), seeded by SplitMix32. */
export function dice(seed: number): Dice {
  let mixed = seed | 0
  const word = () => {
    mixed = (mixed + 0x9e3779b9) | 0
    let z = mixed ^ (mixed >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return z ^ (z >>> 15)
  }
  let [a, b, c, counter] = [word(), word(), word(), 1]
  const share = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round++) share()
  return { share, gap: (rate) => -Math.log(1 - share()) / rate }
}
