import type { Segment } from './shapes.ts'

/** How long one segment took on the ways of a label's incidents in a region. Milliseconds. */
export interface SegmentRow {
  readonly label: string
  readonly region: string
  /** Name of the segment; `whole` for the whole way. */
  readonly segment: string
  /** Whose segment it is; null where none is. */
  readonly function: string | null
  /** Incidents that have it. */
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface IncidentWay {
  readonly label: string
  readonly region: string
  readonly segments: readonly Segment[]
}

/** Rows by label and region, within these in the order of the way. An incident without a trace counts nowhere. */
export function segmentTable(ways: readonly IncidentWay[]): SegmentRow[] {
  const groups = Map.groupBy(
    ways.filter(({ segments }) => segments.length > 0),
    ({ label, region }) => `${label} ${region}`,
  )
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, group]) => rowsOf(group))
}

function rowsOf(group: readonly IncidentWay[]): SegmentRow[] {
  const { label, region } = group[0]!
  const durations = new Map<string, { segment: Segment; all: number[] }>()
  for (const { segments } of group) {
    for (const [key, pieces] of Map.groupBy(segments, (each) => `${each.name} ${by(each) ?? ''}`)) {
      const entry = durations.get(key) ?? { segment: pieces[0]!, all: [] }
      durations.set(key, entry)
      entry.all.push(sum(pieces))
    }
  }
  const row = (segment: string, owner: string | null, all: readonly number[]): SegmentRow => ({
    ...{ label, region, segment, function: owner, n: all.length },
    p50: percentile(all, 0.5),
    p95: percentile(all, 0.95),
    p99: percentile(all, 0.99),
  })
  const whole = group.map(({ segments }) => sum(segments))
  return [
    ...[...durations.values()].map(({ segment, all }) => row(segment.name, by(segment), all)),
    row('whole', null, whole),
  ]
}

const by = (segment: Segment): string | null =>
  typeof segment.function === 'string' ? segment.function : null

/** A step may come in two pieces, with another between them. */
const sum = (pieces: readonly Segment[]): number =>
  Math.round(pieces.reduce((total, { duration }) => total + duration, 0) * 1000) / 1000

/** The nearest rank: a value that occurred, not one between two. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}
