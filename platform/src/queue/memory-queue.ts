import { randomUUID } from 'node:crypto'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { DeadLetter, Delivery, Queue, QueueBackend, QueueOptions } from './queue.ts'

const defaultMaxLength = 256

/** Queues in this process's memory: for tests, and for everything ephemeral. */
export function memoryQueues(): QueueBackend {
  const queues = new Map<string, Queue & Disposable>()
  return {
    kind: 'memory',
    supports: { durable: false, bindings: false },
    queue(name, options) {
      const queue = queues.get(name) ?? memoryQueue(name, options)
      queues.set(name, queue)
      return queue
    },
    async publish(event, names) {
      const targets = names.map((name) => {
        const queue = queues.get(name)
        if (!queue) throw new RangeError(`Queue ${name} was never declared.`)
        return queue
      })
      await Promise.all(targets.map((queue) => queue.publish(event)))
    },
    async [Symbol.asyncDispose]() {
      for (const queue of queues.values()) queue[Symbol.dispose]()
    },
  }
}

interface Entry {
  readonly event: CloudEvent
  readonly attempt: number
  readonly redelivered: boolean
  readonly readyAt: number
}

export function memoryQueue(name: string, options: QueueOptions): Queue & Disposable {
  const maxLength = options.delivery === 'ephemeral' ? (options.maxLength ?? defaultMaxLength) : Infinity
  const ready: Entry[] = []
  const unacknowledged = new Set<Delivery>()
  const delayed = new Set<NodeJS.Timeout>()
  const dead: DeadLetter[] = []
  const listeners = new Set<() => void>()
  let dropped = 0

  function announce() {
    for (const listener of listeners) listener()
  }
  function enqueue(entry: Entry) {
    ready.push(entry)
    if (ready.length > maxLength) {
      ready.shift()
      dropped++
    }
    announce()
  }
  function deliver(entry: Entry): Delivery {
    const delivery: Delivery = {
      ...entry,
      async ack() {
        unacknowledged.delete(delivery)
      },
      async nack(verdict) {
        if (!unacknowledged.delete(delivery)) return
        const { event, attempt } = entry
        if (!verdict.requeue) {
          dead.push({
            id: randomUUID(),
            event,
            reason: verdict.reason,
            attempts: attempt,
            deadAt: Date.now(),
          })
        } else if (verdict.delayMs) {
          const timer = setTimeout(() => {
            delayed.delete(timer)
            enqueue({ event, attempt: attempt + 1, redelivered: true, readyAt: Date.now() })
          }, verdict.delayMs)
          delayed.add(timer)
        } else {
          // Back at the head, so that a retried event does not fall behind newer ones.
          const next = verdict.untried ? attempt : attempt + 1
          ready.unshift({ event, attempt: next, redelivered: next > 1, readyAt: Date.now() })
          announce()
        }
      },
    }
    unacknowledged.add(delivery)
    return delivery
  }

  return {
    name,
    delivery: options.delivery,
    async publish(event) {
      enqueue({ event, attempt: 1, redelivered: false, readyAt: Date.now() })
    },
    async take() {
      const next = ready.shift()
      return next && deliver(next)
    },
    onReady(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async depth() {
      return {
        messagesReady: ready.length,
        messagesUnacknowledged: unacknowledged.size,
        messagesDelayed: delayed.size,
        deadLetters: dead.length,
        dropped,
      }
    },
    async deadLetters() {
      return [...dead]
    },
    async replay(id) {
      const index = dead.findIndex((letter) => letter.id === id)
      if (index < 0) return false
      const [{ event }] = dead.splice(index, 1) as [DeadLetter]
      enqueue({ event, attempt: 1, redelivered: true, readyAt: Date.now() })
      return true
    },
    [Symbol.dispose]() {
      for (const timer of delayed) clearTimeout(timer)
      listeners.clear()
    },
  }
}
