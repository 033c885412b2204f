/** One thing measured, ours beside what people would use otherwise, in turns within one run. */
export interface Benchmark {
  readonly measures: string
  readonly unit: string
  /** What each side is. */
  readonly ours: string
  readonly other: string
  measure(): Promise<{ readonly ours: readonly number[]; readonly other: readonly number[] }>
}
