import type { Connection } from 'rabbitmq-client'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { Acknowledger } from './acknowledger.ts'
import { type BoundedWait, boundedWait } from './bounded-wait.ts'
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
  /** Publishes of this lane that wait for the broker: an ephemeral lane holds no more of them than of events. */
  readonly waiting: BoundedWait
  /** An event was dropped before it was sent. */
  dropped(): void
  /** Listens to these routing keys from now on. */
  bind(keys: readonly string[]): void
  /** Takes no more from the broker, and gives back what waits here; what was handed out goes on. */
  stop(): Promise<void>
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
  /** Of its consumer. */
  readonly priority?: number | undefined
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
  const letters = deadLetterBox(connection, topology.deadLetterQueue)
  const source = intake(connection, topology, options.bindings, options, { arrived, lost })
  const counts = brokerCounts(topology, source, letters, prefetch, options.listing)
  const listeners = new Set<() => void>()
  let asking: Promise<void> | undefined
  /** Where takers wait until the next event has arrived, or none was on its way. */
  let coming: PromiseWithResolvers<void> | undefined
  /** The broker may have more than it was allowed to send. */
  let behind = false
  let dropped = 0

  function arrived(message: Incoming, channel: Acknowledger) {
    const entry = receive(message, channel)
    if (!entry) return
    events.append(entry)
    if (full()) behind = true
    if (!topology.durable && events.ready > topology.maxLength) {
      dropped++
      events.ack(events.take()!)
    }
    release()
    announce()
  }

  /** @returns `undefined` when the event is here already, or the message is none */
  function receive(message: Incoming, channel: Acknowledger): Entry | undefined {
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

  async function refuse(message: Incoming, channel: Acknowledger, reason: string) {
    try {
      await leave.buryUnreadable(message, reason)
    } catch {
      // It stays with the broker and comes again on the next channel.
      return
    }
    counts.buried(1)
    if (channel.active) channel.ack(message.deliveryTag)
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

  /**
   * Whether the broker is about to send something: what this process has published, or what acks made room for. While
   * others are being handled, nobody has to wait for the latter: each announces itself.
   */
  const mayCome = () => expected.onTheirWay > 0 || (behind && held() === 0 && !full())

  /** The next event that is here, or comes before the broker has sent all that it was about to send. */
  async function nextEntry(): Promise<Entry | undefined> {
    await source.started()
    for (;;) {
      const entry = events.take()
      if (entry || !mayCome()) return entry
      coming ??= Promise.withResolvers()
      const { promise } = coming
      void ask()
      await promise
    }
  }

  function release() {
    coming?.resolve()
    coming = undefined
  }

  /** Waits until all has arrived that the broker was about to send. */
  async function settle() {
    // What was asked before may not have covered what was published since.
    await asking
    if (mayCome()) await ask()
  }

  /** One question at a time, for everybody who waits. */
  function ask(): Promise<void> {
    asking ??= question().finally(() => {
      asking = undefined
      release()
    })
    return asking
  }

  async function question() {
    const before = expected.published()
    const left = await source.settle().catch(() => 0)
    behind = left > 0 || full()
    expected.giveUp(before)
  }

  function deliver(entry: Entry): Delivery {
    const { event, redelivered, attempt, readyAt } = entry
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
            putBack(entry, verdict.untried)
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

  function putBack(entry: Entry, untried = false) {
    if (events.putBack(entry, untried)) announce()
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
    waiting: boundedWait(topology.durable ? Infinity : topology.maxLength),
    dropped: () => void dropped++,
    bind: options.bindings.change,
    async take() {
      const here = events.take() ?? (await nextEntry())
      if (here) return deliver(here)
      if (!full()) return undefined
      // The broker sends no more until something is acked, but gives it to those who ask.
      const got = await source.get()
      const entry = got && receive(got.message, got.channel)
      if (!entry) return undefined
      events.handOut(entry)
      return deliver(entry)
    },
    onReady(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async depth() {
      await source.started()
      // While something is here, what is on its way need only be counted; but an ephemeral lane may drop it.
      if (held() === 0 || !topology.durable) await settle()
      const more = full() || behind
      const readyAtBroker = await counts.ready(more)
      const deadLetters = await counts.deadLetters()
      return {
        messagesReady: events.ready + (more ? readyAtBroker : Math.max(readyAtBroker, expected.onTheirWay)),
        messagesUnacknowledged: events.handedOut + counts.heldElsewhere(held()),
        messagesDelayed: expected.countDelayed(Date.now()),
        deadLetters,
        dropped,
      }
    },
    async deadLetters() {
      await source.started()
      return letters.list()
    },
    async replay(id) {
      await source.started()
      const found = await letters.take(id, ({ event }) => options.publish(event))
      if (found) counts.buried(-1)
      return found
    },
    async stop() {
      await source.stop()
      events.giveBack()
    },
    async close() {
      listeners.clear()
      await source.close()
    },
  }
}
