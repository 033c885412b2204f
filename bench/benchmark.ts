/** One thing measured, ours beside what people would use otherwise, in turns within one run. */
export interface Benchmark {
  readonly measures: string
  readonly unit: string
  /** What each side is. */
  readonly ours: string
  readonly other: string
  /** Further ways in which people would do it. */
  readonly further?: readonly string[]
  measure(): Promise<{
    readonly ours: readonly number[]
    readonly other: readonly number[]
    /** In the order of the benchmark's `further`. */
    readonly further?: readonly (readonly number[])[]
    /** What was measured beside, in words. */
    readonly remarks?: readonly string[]
  }>
}
