import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataDirectoryBusyError } from '../config/errors.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { type GroupCommit, groupCommit } from './group-commit.ts'
import { memoryQueue } from './memory-queue.ts'
import type { DeadLetter, Delivery, Queue, QueueBackend } from './queue.ts'

/**
 * Queues in one SQLite file, for a machine without a broker: what was published is there after a `kill -9` or a
 * power cut. One process at a time may hold the file. Ephemeral queues stay in memory.
 *
 * @throws DataDirectoryBusyError when another process holds the file
 */
export function embeddedQueues(file: string): QueueBackend {
  mkdirSync(dirname(file), { recursive: true })
  const database = openDatabase(file)
  const group = groupCommit(database)
  const durable = new Map<string, DurableQueue>()
  const ephemeral = new Map<string, Queue & Disposable>()

  return {
    kind: 'embedded',
    supports: { durable: true, bindings: false },
    queue(name, options) {
      if (options.delivery === 'ephemeral') {
        const queue = ephemeral.get(name) ?? memoryQueue(name, options)
        ephemeral.set(name, queue)
        return queue
      }
      const queue = durable.get(name) ?? durableQueue(name, database, group)
      durable.set(name, queue)
      return queue
    },
    async publish(event, names) {
      const unknown = names.find((name) => !durable.has(name) && !ephemeral.has(name))
      if (unknown !== undefined) throw new RangeError(`Queue ${unknown} was never declared.`)
      const kept = names.flatMap((name) => durable.get(name) ?? [])
      if (kept.length > 0) {
        // One turn of the loop, so one transaction: all of them or none.
        await Promise.all(kept.map((queue) => queue.insert(event)))
        for (const queue of kept) queue.announce()
      }
      await Promise.all(names.map((name) => ephemeral.get(name)?.publish(event)))
    },
    async [Symbol.asyncDispose]() {
      for (const queue of ephemeral.values()) queue[Symbol.dispose]()
      for (const queue of durable.values()) queue.close()
      group.flush()
      database.close()
    },
  }
}

interface DurableQueue extends Queue {
  insert(event: CloudEvent): Promise<void>
  announce(): void
  close(): void
}

/** `ready` becomes `taken` becomes nothing, or `dead`. */
const states = { ready: 0, taken: 1, dead: 2 } as const

interface Row {
  readonly seq: number
  readonly attempt: number
  readonly ready_at: number
  readonly event: string
  readonly bytes: Uint8Array | null
}

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS messages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        state INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        ready_at INTEGER NOT NULL,
        reason TEXT,
        event TEXT NOT NULL,
        bytes BLOB
      );
      CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, state, ready_at, seq);
    `)
    // Whatever was being handled when the last process ended is to be handled again.
    database.exec(
      `BEGIN IMMEDIATE; UPDATE messages SET state = ${states.ready} WHERE state = ${states.taken}; COMMIT`,
    )
  } catch (cause) {
    database.close()
    if (/locked|busy/.test((cause as Error).message))
      throw new DataDirectoryBusyError(dirname(file), { cause })
    throw cause
  }
  return database
}

function durableQueue(name: string, database: DatabaseSync, group: GroupCommit): DurableQueue {
  const insertRow = database.prepare(
    `INSERT INTO messages (queue, state, attempt, ready_at, event, bytes) VALUES (?, ${states.ready}, 0, ?, ?, ?)`,
  )
  const nextReady = database.prepare(
    `SELECT seq, attempt, ready_at, event, bytes FROM messages
     WHERE queue = ? AND state = ${states.ready} AND ready_at <= ? ORDER BY ready_at, seq LIMIT 1`,
  )
  const nextDelayed = database.prepare(
    `SELECT min(ready_at) AS at FROM messages WHERE queue = ? AND state = ${states.ready} AND ready_at > ?`,
  )
  const markTaken = database.prepare(
    `UPDATE messages SET state = ${states.taken}, attempt = attempt + 1 WHERE seq = ?`,
  )
  const remove = database.prepare(`DELETE FROM messages WHERE seq = ? AND state = ${states.taken}`)
  const requeue = database.prepare(
    `UPDATE messages SET state = ${states.ready}, ready_at = ? WHERE seq = ? AND state = ${states.taken}`,
  )
  const bury = database.prepare(
    `UPDATE messages SET state = ${states.dead}, ready_at = ?, reason = ? WHERE seq = ? AND state = ${states.taken}`,
  )
  const counts = database.prepare(
    `SELECT count(*) FILTER (WHERE state = ${states.ready} AND ready_at <= ?2) AS ready,
            count(*) FILTER (WHERE state = ${states.ready} AND ready_at > ?2) AS delayed,
            count(*) FILTER (WHERE state = ${states.taken}) AS taken,
            count(*) FILTER (WHERE state = ${states.dead}) AS dead
     FROM messages WHERE queue = ?1`,
  )
  const deadRows = database.prepare(
    `SELECT seq, attempt, ready_at, reason, event, bytes FROM messages WHERE queue = ? AND state = ${states.dead} ORDER BY seq`,
  )
  const revive = database.prepare(
    `UPDATE messages SET state = ${states.ready}, attempt = 0, ready_at = ?, reason = NULL
     WHERE queue = ? AND seq = ? AND state = ${states.dead}`,
  )

  const listeners = new Set<() => void>()
  let alarm: NodeJS.Timeout | undefined

  function announce() {
    for (const listener of listeners) listener()
  }
  /** Rings when the next delayed event is due. */
  function setAlarm() {
    clearTimeout(alarm)
    const now = Date.now()
    const { at } = nextDelayed.get(name, now) as { at: number | null }
    if (at === null) return
    alarm = setTimeout(
      () => {
        announce()
        setAlarm()
      },
      Math.min(at - now, 2 ** 31 - 1),
    )
    alarm.unref()
  }
  setAlarm()

  function deliver(row: Row): Delivery {
    return {
      event: decode(row),
      redelivered: row.attempt > 0,
      attempt: row.attempt + 1,
      readyAt: row.ready_at,
      async ack() {
        await group.write(() => remove.run(row.seq)).committed
      },
      async nack(verdict) {
        const now = Date.now()
        if (!verdict.requeue) {
          await group.write(() => bury.run(now, verdict.reason, row.seq)).committed
          return
        }
        // Without a delay it keeps its place at the head of the queue.
        const readyAt = verdict.delayMs ? now + verdict.delayMs : row.ready_at
        await group.write(() => requeue.run(readyAt, row.seq)).committed
        if (verdict.delayMs) setAlarm()
        else announce()
      },
    }
  }

  return {
    name,
    delivery: 'durable',
    insert(event) {
      const { text, bytes } = encode(event)
      return group.write(() => insertRow.run(name, Date.now(), text, bytes)).committed
    },
    announce,
    async publish(event) {
      await this.insert(event)
      announce()
    },
    async take() {
      const row = nextReady.get(name, Date.now()) as Row | undefined
      if (!row) return undefined
      // The count of attempts may be lost with the process, the event may not: nobody waits for this commit.
      group.write(() => markTaken.run(row.seq))
      return deliver(row)
    },
    onReady(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async depth() {
      const row = counts.get(name, Date.now()) as {
        ready: number
        delayed: number
        taken: number
        dead: number
      }
      return {
        messagesReady: row.ready,
        messagesUnacknowledged: row.taken,
        messagesDelayed: row.delayed,
        deadLetters: row.dead,
        dropped: 0,
      }
    },
    async deadLetters() {
      const rows = deadRows.all(name) as unknown as (Row & { reason: string })[]
      return rows.map(
        (row): DeadLetter => ({
          id: String(row.seq),
          event: decode(row),
          reason: row.reason,
          attempts: row.attempt,
          deadAt: row.ready_at,
        }),
      )
    },
    async replay(id) {
      const { result, committed } = group.write(() => revive.run(Date.now(), name, Number(id)))
      await committed
      if (result.changes === 0) return false
      announce()
      return true
    },
    close() {
      clearTimeout(alarm)
      listeners.clear()
    },
  }
}

function encode(event: CloudEvent): { text: string; bytes: Uint8Array | null } {
  if (!(event.data instanceof Uint8Array)) return { text: JSON.stringify(event), bytes: null }
  const { data, ...attributes } = event
  return { text: JSON.stringify(attributes), bytes: data }
}

function decode({ event, bytes }: Pick<Row, 'event' | 'bytes'>): CloudEvent {
  const attributes = JSON.parse(event) as CloudEvent
  return bytes === null ? attributes : { ...attributes, data: bytes }
}
