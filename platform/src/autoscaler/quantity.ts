/** Kubernetes counts replicas and most other things in 32 bits, and stops there. */
export const maxInt32 = 2_147_483_647

/**
 * Thousandths of `value`, the precision in which KEDA hands metrics and targets to the HPA: Go's `%.3f`.
 * Below zero, not a number and infinity count as 0.
 */
export function toMilli(value: number): number {
  if (!Number.isFinite(value) || value < 0) return 0
  const sixteenths = value * 16
  // Half a thousandth exactly is always a whole number of sixteenths. Go rounds it to the even side, `toFixed` up.
  if (Number.isInteger(sixteenths) && sixteenths < 2 ** 46) {
    const thousandths = sixteenths * 62.5
    const below = Math.floor(thousandths)
    return thousandths - below === 0.5 ? below + (below % 2) : Math.round(thousandths)
  }
  return Math.round(Number(value.toFixed(3)) * 1000)
}

/** Reads a Kubernetes quantity (`500m`, `128Mi`, `1.5`, `2e3`); `undefined` when the text is none. */
export function parseQuantity(text: string): number | undefined {
  const [, digits, suffix = ''] = /^([+-]?(?:\d+\.?\d*|\.\d+))([a-zA-Z]*|[eE][+-]?\d+)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  if (/^[eE][+-]?\d+$/.test(suffix)) return Number(digits + suffix)
  const factor = suffixes[suffix]
  return factor === undefined ? undefined : Number(digits) * factor
}

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}
