import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** One segment of a trace. Epoch milliseconds, fractions allowed. */
export interface Span {
  readonly traceId: string
  readonly name: string
  readonly startedAt: number
  readonly endedAt: number
  readonly function?: string
  readonly region?: string
  readonly node?: string
  /** How the instance came to be: set on the span of a cold start. */
  readonly tier?: string
  readonly attempt?: number
  readonly error?: string
}

/**
 * The spans of recent traces in memory, and those of traces worth keeping on disk.
 * Which are worth keeping is known only afterwards (tail-based sampling): `keep` writes what was seen so far,
 * and everything of that trace from then on.
 */
export interface TraceStore extends Disposable {
  add(span: Span): void
  keep(traceId: string): void
  /** By start. Empty for a trace that was never seen, or not kept and long ago. */
  spans(traceId: string): readonly Span[]
}

/** @param file `undefined` keeps nothing beyond this process */
export function traceStore(
  file: string | undefined,
  { recentTraces = 5_000, keepDays = 30 } = {},
): TraceStore {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true })
  const database = new DatabaseSync(file ?? ':memory:')
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS spans (trace_id TEXT NOT NULL, started_at REAL NOT NULL, body TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS spans_by_trace ON spans (trace_id, started_at);
    CREATE TABLE IF NOT EXISTS kept (trace_id TEXT PRIMARY KEY);
  `)
  const old = Date.now() - keepDays * 86_400_000
  database.prepare('DELETE FROM spans WHERE started_at < ?').run(old)
  database.exec('DELETE FROM kept WHERE trace_id NOT IN (SELECT trace_id FROM spans)')
  const insert = database.prepare('INSERT INTO spans (trace_id, started_at, body) VALUES (?, ?, ?)')
  const select = database.prepare('SELECT body FROM spans WHERE trace_id = ?')
  const mark = database.prepare('INSERT OR IGNORE INTO kept (trace_id) VALUES (?)')
  const marked = database.prepare('SELECT 1 FROM kept WHERE trace_id = ?')
  const recent = new Map<string, Span[]>()

  const write = (span: Span) => insert.run(span.traceId, span.startedAt, JSON.stringify(span))
  const isKept = (traceId: string) => marked.get(traceId) !== undefined

  return {
    add(span) {
      if (isKept(span.traceId)) {
        write(span)
        return
      }
      const spans = recent.get(span.traceId)
      if (spans) {
        spans.push(span)
        return
      }
      recent.set(span.traceId, [span])
      if (recent.size > recentTraces) recent.delete(recent.keys().next().value ?? '')
    },
    keep(traceId) {
      if (mark.run(traceId).changes === 0) return
      for (const span of recent.get(traceId) ?? []) write(span)
      recent.delete(traceId)
    },
    spans(traceId) {
      const rows = select.all(traceId) as { body: string }[]
      const spans =
        rows.length > 0 ? rows.map(({ body }) => JSON.parse(body) as Span) : (recent.get(traceId) ?? [])
      return spans.toSorted((a, b) => a.startedAt - b.startedAt)
    },
    [Symbol.dispose]() {
      database.close()
    },
  }
}
