import type { Segment } from '../api.ts'
import { waterfall } from './trace.ts'

/** How long each step takes as a rule. Milliseconds. */
export interface Medians {
  /** How many ways it is of. */
  readonly count: number
  readonly total: number
  /** By `keyOf` a segment; of those ways alone that have the step. */
  readonly steps: ReadonlyMap<string, number>
}

export const keyOf = ({ name, function: by = '' }: Segment): string => `${by} ${name}`

/** `undefined` when there is nothing to compare with. */
export function medians(ways: readonly (readonly Segment[])[]): Medians | undefined {
  const totals = ways.flatMap((way) => waterfall(way)?.total ?? [])
  if (totals.length === 0) return undefined
  const steps = new Map<string, number[]>()
  for (const way of ways) {
    // A step that comes twice on one way counts together.
    for (const [key, own] of Map.groupBy(way, keyOf)) {
      const duration = own.reduce((sum, one) => sum + one.duration, 0)
      steps.set(key, [...(steps.get(key) ?? []), duration])
    }
  }
  return {
    count: totals.length,
    total: median(totals),
    steps: new Map([...steps].map(([key, durations]) => [key, median(durations)])),
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
