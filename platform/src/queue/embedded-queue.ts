import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type EmbeddedStore, embeddedStore, type Row } from './embedded-store.ts'
import { QueueUnwritableError } from './errors.ts'
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
  const durable = new Map<string, DurableQueue>()
  const ephemeral = new Map<string, Queue & Disposable>()
  const store = embeddedStore(file, () => {
    for (const queue of durable.values()) queue.countAgain()
  })

  let latest = Date.now()
  /** Epoch milliseconds. What is ready by a clock that was set back since would else wait until it is that late again. */
  function now(): number {
    const at = Date.now()
    if (at < latest) {
      latest = at
      store.clockWentBack(at)
      for (const queue of durable.values()) queue.clockWentBack()
    }
    latest = at
    return at
  }

  return {
    kind: 'embedded',
    supports: { durable: true, bindings: false },
    queue(name, options) {
      if (options.delivery === 'ephemeral') {
        const queue = ephemeral.get(name) ?? memoryQueue(name, options)
        ephemeral.set(name, queue)
        return queue
      }
      const queue = durable.get(name) ?? durableQueue(name, store, now)
      durable.set(name, queue)
      return queue
    },
    async publish(event, names) {
      const unknown = names.find((name) => !durable.has(name) && !ephemeral.has(name))
      if (unknown !== undefined) throw new RangeError(`Queue ${unknown} was never declared.`)
      const kept = names.flatMap((name) => durable.get(name) ?? [])
      if (kept.length > 0) {
        // One turn of the loop, so one transaction: all of them or none.
        await Promise.all(kept.map((queue) => queue.publish(event))).catch(unwritable)
      }
      await Promise.all(names.map((name) => ephemeral.get(name)?.publish(event)))
    },
    async [Symbol.asyncDispose]() {
      for (const queue of ephemeral.values()) queue[Symbol.dispose]()
      for (const queue of durable.values()) queue.close()
      store[Symbol.dispose]()
    },
  }
}

function unwritable(cause: Error): never {
  if ((cause as NodeJS.ErrnoException).code !== 'ERR_SQLITE_ERROR') throw cause
  throw new QueueUnwritableError(cause.message, { cause })
}

interface DurableQueue extends Queue {
  /** Believes the store, where changes were taken back. */
  countAgain(): void
  /** Believes the store, where delays began anew. */
  clockWentBack(): void
  close(): void
}

const longestTimerMs = 2 ** 31 - 1

/** One queue of the store. Its counts are kept here, so that a look at its depth does not read the store. */
function durableQueue(name: string, store: EmbeddedStore, now: () => number): DurableQueue {
  const listeners = new Set<() => void>()
  const early = new Set<() => void>()
  /** Inserted, and not on disk yet. */
  let coming = 0
  let ready = 0
  let taken = 0
  let dead = 0
  /** When each delayed event is due, soonest first. */
  let dueAt: number[] = []
  let alarm: NodeJS.Timeout | undefined

  function count(comingNow: number) {
    const counts = store.count(name, now())
    coming = comingNow
    ready = counts.ready - coming
    taken = counts.taken
    dead = counts.dead
    dueAt = [...counts.dueAt]
    setAlarm()
  }
  count(0)

  function announce() {
    for (const listener of listeners) listener()
  }
  /** Counts as ready what is due by now. */
  function ripen(at: number) {
    while (dueAt.length > 0 && dueAt[0]! <= at) {
      dueAt.shift()
      ready++
    }
  }
  /** Rings when the next delayed event is due. */
  function setAlarm() {
    clearTimeout(alarm)
    const [soonest] = dueAt
    if (soonest === undefined) return
    alarm = setTimeout(ring, Math.min(Math.max(1, soonest - now()), longestTimerMs))
    alarm.unref()
  }
  function ring() {
    const before = ready
    ripen(now())
    if (ready > before) announce()
    setAlarm()
  }
  function holdBack(until: number) {
    dueAt.splice(dueAt.findLastIndex((at) => at <= until) + 1, 0, until)
    if (dueAt[0] === until) setAlarm()
  }

  function deliver({ seq, attempt, readyAt, event }: Row): Delivery {
    return {
      event,
      redelivered: attempt > 0,
      attempt: attempt + 1,
      readyAt,
      async ack() {
        if (store.remove(seq)) taken--
      },
      async nack(verdict) {
        const at = now()
        if (!verdict.requeue) {
          const { changed, committed } = store.bury(seq, at, verdict.reason)
          if (changed) {
            taken--
            dead++
          }
          await committed
          return
        }
        // Without a delay it keeps its place at the head of the queue.
        const { delayMs: delay = 0, untried = false } = verdict
        const { changed, committed } = store.requeue(seq, at, { readyAt, delay, untried })
        if (changed) {
          taken--
          if (delay > 0) holdBack(at + delay)
          else ready++
        }
        await committed
        if (changed && delay === 0) announce()
      },
    }
  }

  return {
    name,
    delivery: 'durable',
    countAgain: () => count(0),
    clockWentBack: () => count(coming),
    async publish(event) {
      const committed = store.insert(name, now(), event)
      coming++
      for (const listener of early) listener()
      await committed
      coming--
      ready++
      announce()
    },
    async take() {
      const at = now()
      ripen(at)
      const row = ready > 0 ? store.next(name, at) : undefined
      if (!row) return undefined
      ready--
      taken++
      store.take(row.seq)
      return deliver(row)
    },
    onReady(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onComing(listener) {
      early.add(listener)
      return () => early.delete(listener)
    },
    async depth() {
      ripen(now())
      return {
        messagesReady: ready + coming,
        messagesUnacknowledged: taken,
        messagesDelayed: dueAt.length,
        deadLetters: dead,
        dropped: 0,
      }
    },
    async deadLetters() {
      return store.dead(name).map(
        ({ seq, event, reason, attempt, readyAt }): DeadLetter => ({
          id: String(seq),
          event,
          reason,
          attempts: attempt,
          deadAt: readyAt,
        }),
      )
    },
    async replay(id) {
      const { changed, committed } = store.revive(name, Number(id), now())
      if (changed) {
        dead--
        ready++
      }
      await committed
      if (changed) announce()
      return changed
    },
    close() {
      clearTimeout(alarm)
      listeners.clear()
      early.clear()
    },
  }
}
