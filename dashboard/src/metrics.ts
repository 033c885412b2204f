/** One line of the text that `GET /metrics` answers (Prometheus' exposition format). */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, word]) => [key, word])
    return [{ name, labels: Object.fromEntries(pairs), value: value === '+Inf' ? Infinity : Number(value) }]
  })
}

/** The sum of a metric's samples that carry these labels. */
export function sumOf(samples: readonly Sample[], name: string, labels: Sample['labels'] = {}): number {
  return matching(samples, name, labels).reduce((sum, { value }) => sum + value, 0)
}

/**
 * A quantile of a histogram in its own unit, estimated as Prometheus' `histogram_quantile` does: within a bucket, evenly;
 * beyond the last finite bound, that bound. `undefined` where nothing was measured.
 */
export function quantileOf(
  samples: readonly Sample[],
  name: string,
  labels: Sample['labels'],
  quantile: number,
): number | undefined {
  const counts = new Map<number, number>()
  for (const { labels: own, value } of matching(samples, `${name}_bucket`, labels)) {
    const bound = own.le === '+Inf' ? Infinity : Number(own.le)
    counts.set(bound, (counts.get(bound) ?? 0) + value)
  }
  const buckets = [...counts].sort(([a], [b]) => a - b)
  const all = buckets.at(-1)?.[1] ?? 0
  if (all === 0) return undefined
  const rank = quantile * all
  const at = buckets.findIndex(([, count]) => count >= rank)
  const [low, before] = buckets[at - 1] ?? [0, 0]
  const [high, upTo] = buckets[at]!
  if (high === Infinity) return low
  return low + ((high - low) * (rank - before)) / Math.max(upTo - before, 1)
}

function matching(samples: readonly Sample[], name: string, labels: Sample['labels']): Sample[] {
  return samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
}
