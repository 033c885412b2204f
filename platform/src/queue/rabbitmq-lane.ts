import type { Channel, Connection } from 'rabbitmq-client'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { ConfirmedPublisher } from './confirmed-publisher.ts'
import { expectedMessages } from './expected-messages.ts'
import type { Delivery, Queue } from './queue.ts'
import type { QueueListing } from './queue-listing.ts'
import type { LaneBindings } from './rabbitmq-bindings.ts'
import { brokerCounts } from './rabbitmq-counts.ts'
import { deadLetterBox } from './rabbitmq-dead-letters.ts'
import { type Entry, inbox } from './rabbitmq-inbox.ts'
import { intake } from './rabbitmq-intake.ts'
import type { Incoming } from './rabbitmq-message.ts'
import type { LaneTopology } from './rabbitmq-topology.ts'
import { wayOut } from './rabbitmq-way-out.ts'

export interface RabbitmqLane extends Queue {
  readonly topology: LaneTopology
  /** Resolves once the broker has the queue. @throws QueueMismatchError */
  declared(): Promise<void>
  /** A message for this lane is about to be sent. */
  sending(id: string): void
  /** The broker has confirmed it, or it will never come. */
  sent(id: string, confirmed: boolean): void
  /** Listens to these routing keys from now on. */
  bind(keys: readonly string[]): void
  close(): Promise<void>
}

export interface RabbitmqLaneOptions {
  readonly name: string
  readonly topology: LaneTopology
  readonly bindings: LaneBindings
  readonly connection: Connection
  readonly publisher: ConfirmedPublisher
  readonly publish: (event: CloudEvent) => Promise<void>
  readonly prefetch: number
  readonly listing?: QueueListing | undefined
}

const brokenVerdictPauseMs = 1000

/**
 * One lane on the broker. Its events wait here, `prefetch` of them, ready for whoever takes them; a listener hears of
 * each within the time that the broker takes to send it.
 */
export function rabbitmqLane(options: RabbitmqLaneOptions): RabbitmqLane {
  const { name, topology, connection, publisher, prefetch } = options
  const events = inbox()
  const expected = expectedMessages()
  const leave = wayOut(connection, publisher, topology)
  const deadLetters = deadLetterBox(connection, topology.deadLetterQueue)
  const source = intake(connection, topology, options.bindings, prefetch, { arrived, lost })
  const counts = brokerCounts(topology, source, deadLetters, prefetch, options.listing)
  const listeners = new Set<() => void>()
  let settling: Promise<void> | undefined
  /** The broker may have more than it was allowed to send. */
  let behind = false
  let dropped = 0

  function arrived(message: Incoming, channel: Channel) {
    const entry = receive(message, channel)
    if (!entry) return
    events.append(entry)
    if (full()) behind = true
    if (!topology.durable && events.ready > topology.maxLength) {
      dropped++
      events.ack(events.shift()!)
    }
    announce()
  }

  /** @returns `undefined` when the event is here already, or the message is none */
  function receive(message: Incoming, channel: Channel): Entry | undefined {
    if (message.messageId !== undefined) expected.came(message.messageId)
    try {
      const entry = events.receive(message, channel)
      if (entry) counts.arrived(held() + 1)
      return entry
    } catch (error) {
      void refuse(message, channel, (error as Error).message)
      return undefined
    }
  }

  async function refuse(message: Incoming, channel: Channel, reason: string) {
    try {
      await leave.buryUnreadable(message, reason)
    } catch {
      // It stays with the broker and comes again on the next channel.
      return
    }
    counts.buried(1)
    if (channel.active) channel.basicAck({ deliveryTag: message.deliveryTag })
  }

  function lost() {
    counts.returned(events.lost())
    expected.lost()
  }

  function announce() {
    for (const listener of listeners) listener()
  }

  const held = () => events.ready + events.handedOut
  /** With this many events here, those that the broker still has are not sent. */
  const full = () => held() >= prefetch

  /** Waits for what the broker is about to send: what this process has published, and what acks made room for. */
  async function settle() {
    await source.started()
    const earlier = settling
    await earlier
    // What was asked before may not have covered what was published since.
    if (events.ready === 0 || !earlier) await askOnce()
  }

  /** One question at a time, for everybody who waits. */
  async function askOnce() {
    if (expected.onTheirWay().length === 0 && (!behind || full())) return
    settling ??= ask().finally(() => {
      settling = undefined
    })
    await settling
  }

  async function ask() {
    const before = expected.onTheirWay()
    const left = await source.settle().catch(() => 0)
    behind = left > 0 || full()
    expected.giveUp(before)
  }

  function deliver(entry: Entry): Delivery {
    const { event, redelivered, attempt, readyAt } = entry
    events.handOut(entry)
    let judged = false
    return {
      event,
      redelivered,
      attempt,
      readyAt,
      async ack() {
        if (judged) return
        judged = true
        events.ack(entry)
      },
      async nack(verdict) {
        if (judged) return
        judged = true
        try {
          if (!verdict.requeue) {
            await leave.bury(entry, verdict.reason)
            counts.buried(1)
          } else if (verdict.delayMs) {
            const { id, dueAt } = await leave.delay(entry, verdict.delayMs)
            expected.delayed(id, dueAt)
          } else {
            putBack(entry)
            return
          }
          events.ack(entry)
        } catch {
          // The broker has the event as it was. Without a pause a broken queue would make a busy loop of it.
          setTimeout(putBack, brokenVerdictPauseMs, entry).unref()
        }
      },
    }
  }

  function putBack(entry: Entry) {
    if (events.putBack(entry)) announce()
  }

  return {
    name,
    delivery: topology.durable ? 'durable' : 'ephemeral',
    topology,
    declared: source.started,
    publish: options.publish,
    sending(id) {
      if (prefetch > 0) expected.sending(id)
    },
    sent(id, confirmed) {
      expected.sent(id, confirmed && !full())
    },
    bind: options.bindings.change,
    async take() {
      if (events.ready === 0) await settle()
      const here = events.shift()
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
      const readyAtBroker = await counts.ready(full())
      return {
        messagesReady: events.ready + readyAtBroker,
        messagesUnacknowledged: events.handedOut + counts.heldElsewhere(held()),
        messagesDelayed: expected.countDelayed(Date.now()),
        deadLetters: await counts.deadLetters(),
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
      if (found) counts.buried(-1)
      return found
    },
    async close() {
      listeners.clear()
      await source.close()
    },
  }
}
