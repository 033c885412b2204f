import { z } from 'zod'
import type { Dice } from './dice.ts'

/**
 * Durations in milliseconds, by their quantiles: as many values as one likes, evenly spaced from the least to the most.
 * One value is a constant.
 */
export type Durations = readonly number[]

export const durationsSchema = z.union([
  z
    .number()
    .min(0)
    .transform((value) => [value]),
  z.array(z.number().min(0)).min(1),
])

/** Draws one, straight between the two quantiles beside it. */
export function draw(durations: Durations, dice: Dice): number {
  const place = dice.share() * (durations.length - 1)
  const below = Math.floor(place)
  const low = durations[below] ?? 0
  return low + (place - below) * ((durations[below + 1] ?? low) - low)
}

/** The quantiles of measured values: the least, the most, and those between, `count` altogether. */
export function quantiles(values: readonly number[], count: number): Durations {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  return Array.from({ length: count }, (_, index) => at(index / (count - 1)))
}
