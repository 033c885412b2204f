import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { log } from './log.ts'
import type { Span } from './span.ts'

/**
 * The spans of recent traces in memory, and those of traces worth keeping on disk, both bounded.
 * Which are worth keeping is known only afterwards (tail-based sampling): `keep` writes what was seen so far,
 * and everything of that trace from then on. Written is together, so a crash may lose the last fifth of a second.
 */
export interface TraceStore extends Disposable {
  add(span: Span): void
  keep(traceId: string): void
  /** By start. Empty for a trace that was never seen, or not kept and long ago. */
  spans(traceId: string): readonly Span[]
}

export interface TraceBounds {
  /** Traces in memory. */
  readonly recentTraces?: number
  readonly keepDays?: number
  /** On disk: about 400 bytes each. */
  readonly keptSpans?: number
}

const writeAfterMs = 200
const writeAtOnce = 500
/** Spans that wait for a disk that takes none. */
const mostUnwritten = 5_000

/** @param file `undefined` keeps nothing beyond this process */
export function traceStore(
  file: string | undefined,
  { recentTraces = 5_000, keepDays = 30, keptSpans = 500_000 }: TraceBounds = {},
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
  const forget = database.prepare('DELETE FROM spans WHERE rowid <= ?')
  const select = database.prepare('SELECT body FROM spans WHERE trace_id = ?')
  const mark = database.prepare('INSERT OR IGNORE INTO kept (trace_id) VALUES (?)')
  const marked = database.prepare('SELECT 1 FROM kept WHERE trace_id = ?')
  const recent = new Map<string, Span[]>()
  const marks = new Set<string>()
  const unwritten: Span[] = []
  let timer: NodeJS.Timeout | undefined
  let failing = false

  function write() {
    clearTimeout(timer)
    timer = undefined
    if (unwritten.length + marks.size === 0) return
    try {
      writeTogether()
      failing = false
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      // Nobody's work may stop for the word of it: what cannot be written is tried again with the next, and bounded.
      unwritten.splice(0, Math.max(0, unwritten.length - mostUnwritten))
      const why = (error as Error).message
      if (!failing)
        log({ level: 'error', message: `Traces cannot be written (${why}). Check the disk of ${file}.` })
      failing = true
    }
  }
  function writeTogether() {
    database.exec('BEGIN')
    for (const traceId of marks) mark.run(traceId)
    let row = 0
    for (const span of unwritten)
      row = Number(insert.run(span.traceId, span.startedAt, JSON.stringify(span)).lastInsertRowid)
    forget.run(row - keptSpans)
    database.exec('COMMIT')
    unwritten.length = 0
    marks.clear()
  }
  function soon(spans: readonly Span[]) {
    unwritten.push(...spans)
    if (unwritten.length >= writeAtOnce) write()
    else timer ??= setTimeout(write, writeAfterMs).unref()
  }
  const isKept = (traceId: string) => marks.has(traceId) || marked.get(traceId) !== undefined

  return {
    add(span) {
      const spans = recent.get(span.traceId)
      if (spans) spans.push(span)
      else if (isKept(span.traceId)) soon([span])
      else {
        recent.set(span.traceId, [span])
        if (recent.size > recentTraces) recent.delete(recent.keys().next().value ?? '')
      }
    },
    keep(traceId) {
      const spans = recent.get(traceId)
      if (spans === undefined && isKept(traceId)) return
      recent.delete(traceId)
      marks.add(traceId)
      soon(spans ?? [])
    },
    spans(traceId) {
      write()
      const rows = select.all(traceId) as { body: string }[]
      const spans =
        rows.length > 0 ? rows.map(({ body }) => JSON.parse(body) as Span) : (recent.get(traceId) ?? [])
      return spans.toSorted((a, b) => a.startedAt - b.startedAt)
    },
    [Symbol.dispose]() {
      write()
      database.close()
    },
  }
}
