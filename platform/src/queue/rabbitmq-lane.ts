import { randomUUID } from 'node:crypto'
import type { Channel, Connection } from 'rabbitmq-client'
import type { CloudEvent } from '../event/cloud-event.ts'
import { eventFromAmqp } from './amqp-binding.ts'
import type { ConfirmedPublisher } from './confirmed-publisher.ts'
import type { Delivery, Queue, Verdict } from './queue.ts'
import { deadLetterBox } from './rabbitmq-dead-letters.ts'
import { intake } from './rabbitmq-intake.ts'
import { type Incoming, type Message, messageOf, noteOf, unreadable } from './rabbitmq-message.ts'
import { declareRetryQueue, type LaneTopology, retryDelay } from './rabbitmq-topology.ts'
import { recentIds } from './recent-ids.ts'

export interface RabbitmqLane extends Queue {
  readonly topology: LaneTopology
  /** Resolves once the broker has the queue. @throws QueueMismatchError */
  declared(): Promise<void>
  /** A message for this lane is about to be sent. */
  sending(id: string): void
  /** The broker has confirmed it, or it will never come. */
  sent(id: string, confirmed: boolean): void
  close(): Promise<void>
}

export interface RabbitmqLaneOptions {
  readonly name: string
  readonly topology: LaneTopology
  readonly connection: Connection
  readonly publisher: ConfirmedPublisher
  readonly publish: (event: CloudEvent) => Promise<void>
  readonly prefetch: number
}

/** An event that came and has no verdict yet. The broker keeps it until it is acked on the channel on which it came. */
interface Entry {
  readonly event: CloudEvent
  /** `undefined` for messages of other publishers, whose ids promise nothing. */
  readonly id: string | undefined
  attempt: number
  redelivered: boolean
  readyAt: number
  channel: Channel
  tag: number
}

/** How old the figures are that the broker has to be asked for. */
const freshMs = 100
const deadLettersFreshMs = 10_000
/** A delayed event that did not come back in this time after it was due went to another process. */
const lateMs = 1000
const brokenVerdictPauseMs = 1000

/**
 * One lane on the broker. Its events wait here, `prefetch` of them, ready for whoever takes them; a listener hears of
 * each within the time that the broker takes to send it.
 */
export function rabbitmqLane(options: RabbitmqLaneOptions): RabbitmqLane {
  const { name, topology, connection, publisher, prefetch } = options
  const ready: Entry[] = []
  const handed = new Set<Entry>()
  /** Everything in `ready` and `handed`, by id. */
  const held = new Map<string, Entry>()
  const acked = recentIds(512)
  /** Sent by this process: not confirmed yet; confirmed and not yet here. */
  const unconfirmed = new Set<string>()
  const awaited = new Set<string>()
  /** When each retry that this process delayed is due, by the id of its message. */
  const delayed = new Map<string, number>()
  const listeners = new Set<() => void>()
  const deadLetters = deadLetterBox(connection, topology.deadLetterQueue)
  const source = intake(connection, topology, prefetch, { arrived, lost })
  let settling: Promise<void> | undefined
  /** The broker may have more than it was allowed to send. */
  let behind = false
  let dropped = 0
  let readyAtBroker = 0
  let readyAtBrokerAt = 0
  let deadCount = 0
  let deadCountAt = 0

  function arrived(message: Incoming, channel: Channel): Entry | undefined {
    const entry = receive(message, channel)
    if (!entry) return undefined
    ready.push(entry)
    if (full()) behind = true
    if (!topology.durable && ready.length > topology.maxLength) {
      dropped++
      ack(ready.shift()!)
    }
    announce()
    return entry
  }

  /** @returns `undefined` when the message is here already, or is no event */
  function receive(message: Incoming, channel: Channel): Entry | undefined {
    const note = noteOf(message)
    const id = note.readyAt === undefined ? undefined : message.messageId
    const tag = message.deliveryTag
    if (id !== undefined) {
      unconfirmed.delete(id)
      awaited.delete(id)
      delayed.delete(id)
      const known = held.get(id)
      if (known && !known.channel.active) {
        // It is being handled since before the broker went away: nobody needs to handle it again.
        known.channel = channel
        known.tag = tag
        return undefined
      }
      if (known || acked.has(id)) {
        // Published twice because the first confirm was lost, or handled before its ack was lost.
        channel.basicAck({ deliveryTag: tag })
        return undefined
      }
    }
    const { attempts = 0, readyAt = Date.now() } = note
    let event: CloudEvent
    try {
      event = eventFromAmqp(message)
    } catch (error) {
      void refuse(message, channel, (error as Error).message)
      return undefined
    }
    const entry: Entry = {
      event,
      id,
      // The broker cannot tell an event that only waited here from one that was begun: all losses count as one attempt.
      attempt: 1 + attempts + (message.redelivered ? 1 : 0),
      redelivered: message.redelivered || attempts > 0,
      readyAt: Math.min(readyAt, Date.now()),
      channel,
      tag,
    }
    if (id !== undefined) held.set(id, entry)
    return entry
  }

  function lost() {
    readyAtBroker += ready.length
    for (const { id } of ready.splice(0)) if (id !== undefined) held.delete(id)
    unconfirmed.clear()
    awaited.clear()
  }

  function announce() {
    for (const listener of listeners) listener()
  }

  /** With this many events here, those that the broker still has are not sent. */
  const full = () => ready.length + handed.size >= prefetch

  /** Waits for what the broker is about to send: what this process has published, and what acks made room for. */
  async function settle() {
    await source.started()
    const earlier = settling
    await earlier
    // What was asked before may not have covered what was published since.
    if (ready.length === 0 || !earlier) await askOnce()
  }

  /** One question at a time, for everybody who waits. */
  async function askOnce() {
    if (awaited.size === 0 && (!behind || full())) return
    settling ??= ask().finally(() => {
      settling = undefined
    })
    await settling
  }

  async function ask() {
    const before = [...awaited]
    const left = await source.settle().catch(() => 0)
    behind = left > 0 || full()
    for (const id of before) awaited.delete(id)
  }

  function forget(entry: Entry) {
    handed.delete(entry)
    if (entry.id !== undefined) held.delete(entry.id)
  }

  function ack(entry: Entry) {
    forget(entry)
    if (entry.id !== undefined) acked.add(entry.id)
    if (entry.channel.active) entry.channel.basicAck({ deliveryTag: entry.tag })
  }

  /** Back at the head, so that a retried event does not fall behind newer ones. */
  function putBack(entry: Entry) {
    forget(entry)
    // The broker gives it again, by itself.
    if (!entry.channel.active) return
    if (entry.id !== undefined) held.set(entry.id, entry)
    entry.attempt++
    entry.redelivered = true
    entry.readyAt = Date.now()
    ready.unshift(entry)
    announce()
  }

  function deliver(entry: Entry): Delivery {
    const { event, redelivered, attempt, readyAt } = entry
    handed.add(entry)
    let judged = false
    return {
      event,
      redelivered,
      attempt,
      readyAt,
      async ack() {
        if (judged) return
        judged = true
        ack(entry)
      },
      async nack(verdict) {
        if (judged) return
        judged = true
        if (verdict.requeue && !verdict.delayMs) {
          putBack(entry)
          return
        }
        try {
          await move(entry, verdict)
          ack(entry)
        } catch {
          // The broker has the event as it was. Without a pause a broken queue would make a busy loop of it.
          setTimeout(putBack, brokenVerdictPauseMs, entry).unref()
        }
      },
    }
  }

  async function move({ event, attempt }: Entry, verdict: Verdict) {
    if (!verdict.requeue) {
      const now = Date.now()
      await bury(messageOf(event, { attempts: attempt, reason: verdict.reason, deadAt: now }))
      return
    }
    const delayMs = retryDelay(verdict.delayMs ?? 1)
    const retryQueue = await declareRetryQueue(connection, topology, delayMs)
    const dueAt = Date.now() + delayMs
    const id = await sendTo(retryQueue, messageOf(event, { attempts: attempt, readyAt: dueAt }))
    delayed.set(id, dueAt)
  }

  async function bury(message: Message) {
    await sendTo(topology.deadLetterQueue, message)
    deadCount++
  }

  async function sendTo(queue: string, { envelope, body }: Message, id = randomUUID()): Promise<string> {
    await publisher.send({ ...envelope, messageId: id, routingKey: queue, durable: topology.durable }, body)
    return id
  }

  async function refuse(message: Incoming, channel: Channel, reason: string) {
    const note = { attempts: 1, reason, deadAt: Date.now() }
    await bury(unreadable(message, note)).then(
      () => channel.active && channel.basicAck({ deliveryTag: message.deliveryTag }),
      // It stays with the broker and comes again on the next channel.
      () => {},
    )
  }

  async function countReadyAtBroker() {
    if (Date.now() - readyAtBrokerAt < freshMs) return
    readyAtBrokerAt = Date.now()
    const answer = await source.channel
      ?.queueDeclare({ queue: topology.queue, passive: true })
      .catch(() => undefined)
    if (answer) readyAtBroker = answer.messageCount
  }

  async function countDeadLetters() {
    if (Date.now() - deadCountAt < deadLettersFreshMs) return
    deadCountAt = Date.now()
    if (source.channel) deadCount = await deadLetters.count().catch(() => deadCount)
  }

  return {
    name,
    delivery: topology.durable ? 'durable' : 'ephemeral',
    topology,
    declared: source.started,
    publish: options.publish,
    sending(id) {
      if (prefetch > 0) unconfirmed.add(id)
    },
    sent(id, confirmed) {
      if (unconfirmed.delete(id) && confirmed && !full()) awaited.add(id)
    },
    async take() {
      if (ready.length === 0) await settle()
      const here = ready.shift()
      if (here) return deliver(here)
      const channel = source.channel
      if (!channel || !full()) return undefined
      // The broker sends no more until something is acked, but gives it to those who ask.
      const message = await channel.basicGet(topology.queue).catch(() => undefined)
      const entry = message && receive(message, channel)
      return entry && deliver(entry)
    },
    onReady(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async depth() {
      await settle()
      const here = source.channel !== undefined
      if (here && !full()) readyAtBroker = 0
      if (here && full()) await countReadyAtBroker()
      await countDeadLetters()
      const overdue = Date.now() - lateMs
      for (const [id, dueAt] of delayed) if (dueAt < overdue) delayed.delete(id)
      return {
        messagesReady: ready.length + readyAtBroker,
        messagesUnacknowledged: handed.size,
        messagesDelayed: delayed.size,
        deadLetters: deadCount,
        dropped,
      }
    },
    async deadLetters() {
      await source.started()
      return deadLetters.list()
    },
    async replay(id) {
      await source.started()
      const found = await deadLetters.take(id, ({ event }) => options.publish(event))
      if (found) deadCount--
      return found
    },
    async close() {
      listeners.clear()
      await source.close()
    },
  }
}
