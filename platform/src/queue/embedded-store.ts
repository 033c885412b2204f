import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataDirectoryBusyError } from '../config/errors.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { groupCommit } from './group-commit.ts'

/** Rows of all queues in one SQLite file. Each change is seen at once and resolves when it is on disk. */
export interface EmbeddedStore extends Disposable {
  count(queue: string, now: number): StoredCounts
  /** The oldest ready row of the queue. */
  next(queue: string, now: number): Row | undefined
  dead(queue: string): readonly DeadRow[]
  insert(queue: string, readyAt: number, event: CloudEvent): Promise<void>
  /** Counts one more attempt. A power cut may undo it, the event is safe: nobody waits for this. */
  take(seq: number): void
  /** False when it was not being handled. If a power cut undoes it the event comes again: nobody waits for this. */
  remove(seq: number): boolean
  requeue(seq: number, now: number, again: Again): Change
  bury(seq: number, at: number, reason: string): Change
  /** The clock was set back: nothing waits for the time before it to come again, a delay begins anew. */
  clockWentBack(now: number): void
  /** Makes a dead row ready as a first attempt. */
  revive(queue: string, seq: number, readyAt: number): Change
}

export interface StoredCounts {
  readonly ready: number
  readonly taken: number
  readonly dead: number
  /** When each delayed row is due, soonest first, epoch milliseconds. */
  readonly dueAt: readonly number[]
}

export interface Row {
  readonly seq: number
  /** Attempts that were begun before. */
  readonly attempt: number
  /** Epoch milliseconds. */
  readonly readyAt: number
  readonly event: CloudEvent
}

export interface DeadRow extends Row {
  readonly reason: string
}

export interface Again {
  /** Epoch milliseconds at which it became ready before; it keeps its place. */
  readonly readyAt: number
  /** Milliseconds from now for which it is held back instead. */
  readonly delay: number
  /** Takes the attempt back that `take` counted. */
  readonly untried: boolean
}

export interface Change {
  /** Whether the row was there, in the state that it had to have. */
  readonly changed: boolean
  readonly committed: Promise<void>
}

/** `ready` becomes `taken` becomes nothing, or `dead`. */
const states = { ready: 0, taken: 1, dead: 2 } as const

interface StoredRow {
  readonly seq: number
  readonly attempt: number
  readonly ready_at: number
  readonly event: string
  readonly bytes: Uint8Array | null
}

/**
 * @param changed called when changes could not be written (none of those that nobody has heard of yet has happened), and when
 *   some of them were written after all
 * @throws DataDirectoryBusyError when another process holds the file
 */
export function embeddedStore(file: string, changed: () => void): EmbeddedStore {
  const database = openDatabase(file, Date.now())
  const group = groupCommit(database, changed)
  // Made once for all queues: one costs some kilobytes, and a queue that sleeps should cost next to nothing.
  const count = database.prepare(
    `SELECT count(*) FILTER (WHERE state = ${states.ready} AND ready_at <= ?2) AS ready,
            count(*) FILTER (WHERE state = ${states.taken}) AS taken,
            count(*) FILTER (WHERE state = ${states.dead}) AS dead
     FROM messages WHERE queue = ?1`,
  )
  const delayed = database.prepare(
    `SELECT ready_at AS at FROM messages WHERE queue = ? AND state = ${states.ready} AND ready_at > ? ORDER BY ready_at`,
  )
  const next = database.prepare(
    `SELECT seq, attempt, ready_at, event, bytes FROM messages
     WHERE queue = ? AND state = ${states.ready} AND ready_at <= ? ORDER BY ready_at, seq LIMIT 1`,
  )
  const dead = database.prepare(
    `SELECT seq, attempt, ready_at, reason, event, bytes FROM messages
     WHERE queue = ? AND state = ${states.dead} ORDER BY seq`,
  )
  const insert = database.prepare(
    `INSERT INTO messages (queue, state, attempt, ready_at, event, bytes) VALUES (?, ${states.ready}, 0, ?, ?, ?)`,
  )
  const take = database.prepare(
    `UPDATE messages SET state = ${states.taken}, attempt = attempt + 1 WHERE seq = ?`,
  )
  const remove = database.prepare(`DELETE FROM messages WHERE seq = ? AND state = ${states.taken}`)
  const requeue = database.prepare(
    `UPDATE messages SET state = ${states.ready}, ready_at = ?, delay = ?, attempt = attempt - ?
     WHERE seq = ? AND state = ${states.taken}`,
  )
  const bury = database.prepare(
    `UPDATE messages SET state = ${states.dead}, ready_at = ?, reason = ? WHERE seq = ? AND state = ${states.taken}`,
  )
  const revive = database.prepare(
    `UPDATE messages SET state = ${states.ready}, attempt = 0, ready_at = ?, delay = 0, reason = NULL
     WHERE queue = ? AND seq = ? AND state = ${states.dead}`,
  )

  const clockWentBack = database.prepare(beginDelaysAnew)

  function change(write: () => { readonly changes: number | bigint }): Change {
    const { result, committed } = group.write(write)
    return { changed: Number(result.changes) > 0, committed }
  }

  return {
    count(queue, now) {
      const counts = count.get(queue, now) as { ready: number; taken: number; dead: number }
      const dueAt = delayed.all(queue, now).map(({ at }) => Number(at))
      return { ...counts, dueAt }
    },
    next(queue, now) {
      const row = next.get(queue, now) as StoredRow | undefined
      return row && decode(row)
    },
    dead(queue) {
      const rows = dead.all(queue) as unknown as (StoredRow & { readonly reason: string })[]
      return rows.map((row) => ({ ...decode(row), reason: row.reason }))
    },
    insert(queue, readyAt, event) {
      const { text, bytes } = encode(event)
      return change(() => insert.run(queue, readyAt, text, bytes)).committed
    },
    take: (seq) => void group.writeUnsynced(() => take.run(seq)),
    remove(seq) {
      const removed = group.writeSurely(() => remove.run(seq))
      return removed === undefined || Number(removed.changes) > 0
    },
    requeue(seq, now, { readyAt, delay, untried }) {
      const at = delay > 0 ? now + delay : Math.min(readyAt, now)
      return change(() => requeue.run(at, delay, Number(untried), seq))
    },
    bury: (seq, at, reason) => change(() => bury.run(at, reason, seq)),
    clockWentBack: (now) => void group.writeUnsynced(() => clockWentBack.run(now)),
    revive: (queue, seq, readyAt) => change(() => revive.run(readyAt, queue, seq)),
    [Symbol.dispose]() {
      group.flush()
      database.close()
    },
  }
}

/** Of rows that are to become ready later than even their delay can tell. */
const beginDelaysAnew = `UPDATE messages SET ready_at = ?1 + delay WHERE state = ${states.ready} AND ready_at - delay > ?1`

function openDatabase(file: string, now: number): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS messages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        state INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        ready_at INTEGER NOT NULL,
        delay INTEGER NOT NULL DEFAULT 0,
        reason TEXT,
        event TEXT NOT NULL,
        bytes BLOB
      );
      CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, state, ready_at, seq);
    `)
    // A file of an earlier version does not know how long its rows are held back.
    const columns = database.prepare('PRAGMA table_info(messages)').all()
    if (!columns.some(({ name }) => name === 'delay'))
      database.exec('ALTER TABLE messages ADD COLUMN delay INTEGER NOT NULL DEFAULT 0')
    // Whatever was being handled when the last process ended is to be handled again.
    database.exec(
      `BEGIN IMMEDIATE; UPDATE messages SET state = ${states.ready} WHERE state = ${states.taken}; COMMIT`,
    )
    database.prepare(beginDelaysAnew).run(now)
  } catch (cause) {
    database.close()
    if (/locked|busy/.test((cause as Error).message))
      throw new DataDirectoryBusyError(dirname(file), { cause })
    throw cause
  }
  return database
}

function encode(event: CloudEvent): { text: string; bytes: Uint8Array | null } {
  if (!(event.data instanceof Uint8Array)) return { text: JSON.stringify(event), bytes: null }
  const { data, ...attributes } = event
  return { text: JSON.stringify(attributes), bytes: data }
}

function decode({ seq, attempt, ready_at, event, bytes }: StoredRow): Row {
  const attributes = JSON.parse(event) as CloudEvent
  return {
    seq,
    attempt,
    readyAt: ready_at,
    event: bytes === null ? attributes : { ...attributes, data: bytes },
  }
}
