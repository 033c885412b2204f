import { client, table } from '@bonghwa/platform'
import type { SegmentRow } from '../api/segment-table.ts'

export interface ReportOptions {
  readonly server: string
  readonly label?: string
  readonly region?: string
  readonly since?: string
  readonly json?: boolean
}

/** `city report`: how long each segment took from the camera to the first outcome, of the incidents that a city remembers. */
export async function report({ server, json, ...filters }: ReportOptions): Promise<void> {
  const rows = await client(server).get<SegmentRow[]>(`/api/segments?${new URLSearchParams(filters)}`)
  if (json) console.log(JSON.stringify(rows, undefined, 2))
  else console.log(rows.length === 0 ? 'No incident has a trace yet.' : inColumns(rows))
}

const inColumns = (rows: readonly SegmentRow[]): string =>
  table(
    ['LABEL', 'REGION', 'SEGMENT', 'FUNCTION', 'N', 'P50 MS', 'P95 MS', 'P99 MS'],
    rows.map(({ label, region, segment, function: by, n, p50, p95, p99 }) => [
      ...[label, region, segment, by ?? '', n],
      ...[p50, p95, p99].map((ms) => ms.toFixed(1).padStart(8)),
    ]),
  )
