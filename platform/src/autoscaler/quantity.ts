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
