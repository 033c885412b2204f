import type { CloudEvent } from '../event/cloud-event.ts'
import { traced } from '../event/trace-context.ts'
import type { Acknowledger } from './acknowledger.ts'
import { eventFromAmqp } from './amqp-binding.ts'
import { type Incoming, noteOf } from './rabbitmq-message.ts'
import { recentIds } from './recent-ids.ts'

/** An event that came and has no verdict yet. The broker keeps it until it is acked on the channel on which it came. */
export interface Entry {
  readonly event: CloudEvent
  /** `undefined` for messages of other publishers, whose ids promise nothing. */
  readonly id: string | undefined
  attempt: number
  redelivered: boolean
  readyAt: number
  channel: Acknowledger
  tag: number
}

/** What a lane holds of the broker's: events that wait here, and those that were handed out. */
export interface Inbox {
  readonly ready: number
  readonly handedOut: number
  /**
   * Reads a message and tells copies apart from new events.
   *
   * @returns `undefined` when the event is here already, or was handled
   * @throws EventInvalidError for a message that is no event
   */
  receive(message: Incoming, channel: Acknowledger): Entry | undefined
  /** At the end of what waits. */
  append(entry: Entry): void
  /** Hands out the oldest that waits. */
  take(): Entry | undefined
  /** Hands out one that did not wait. */
  handOut(entry: Entry): void
  ack(entry: Entry): void
  /** Back at the head for another attempt. @returns `false` when the broker gives it again by itself */
  putBack(entry: Entry, untried: boolean): boolean
  /** Gives back to the broker what waits here. */
  giveBack(): void
  /** The broker will send again what waits, and gives the number. What was handed out goes on. */
  lost(): number
}

/** Acked events whose copies are recognised: of a publish whose first confirm was lost, or of an ack that was. */
const remembered = 512

export function inbox(): Inbox {
  const ready: Entry[] = []
  const handed = new Set<Entry>()
  /** Everything in `ready` and `handed`, by id. */
  const held = new Map<string, Entry>()
  const acked = recentIds(remembered)

  function forget(entry: Entry) {
    handed.delete(entry)
    if (entry.id !== undefined) held.delete(entry.id)
  }

  return {
    get ready() {
      return ready.length
    },
    get handedOut() {
      return handed.size
    },
    receive(message, channel) {
      const { attempts = 0, readyAt } = noteOf(message)
      const id = readyAt === undefined ? undefined : message.messageId
      const tag = message.deliveryTag
      const known = id === undefined ? undefined : held.get(id)
      if (known && !known.channel.active) {
        // It is being handled since before the broker went away: nobody needs to handle it again.
        known.channel = channel
        known.tag = tag
        return undefined
      }
      if (known || (id !== undefined && acked.has(id))) {
        channel.ack(tag)
        return undefined
      }
      const entry: Entry = {
        // Who publishes to the broker past this platform need not know of traces.
        event: readyAt === undefined ? traced(eventFromAmqp(message)) : eventFromAmqp(message),
        id,
        // The broker cannot tell an event that only waited here from one that was begun: all losses count as one attempt.
        attempt: 1 + attempts + (message.redelivered ? 1 : 0),
        redelivered: message.redelivered || attempts > 0,
        readyAt: Math.min(readyAt ?? Infinity, Date.now()),
        channel,
        tag,
      }
      if (id !== undefined) held.set(id, entry)
      return entry
    },
    append: (entry) => void ready.push(entry),
    take() {
      const oldest = ready.shift()
      if (oldest) handed.add(oldest)
      return oldest
    },
    handOut: (entry) => void handed.add(entry),
    ack(entry) {
      forget(entry)
      if (entry.id !== undefined) acked.add(entry.id)
      if (entry.channel.active) entry.channel.ack(entry.tag)
    },
    putBack(entry, untried) {
      forget(entry)
      if (!entry.channel.active) return false
      if (entry.id !== undefined) held.set(entry.id, entry)
      if (!untried) entry.attempt++
      entry.redelivered = entry.attempt > 1
      entry.readyAt = Date.now()
      // At the head, so that a retried event does not fall behind newer ones.
      ready.unshift(entry)
      return true
    },
    giveBack() {
      for (const entry of ready.splice(0)) {
        if (entry.id !== undefined) held.delete(entry.id)
        entry.channel.giveBack(entry.tag)
      }
    },
    lost() {
      const waiting = ready.splice(0)
      for (const { id } of waiting) if (id !== undefined) held.delete(id)
      return waiting.length
    },
  }
}
