import { randomUUID } from 'node:crypto'
import type { Connection } from 'rabbitmq-client'
import type { ConfirmedPublisher } from './confirmed-publisher.ts'
import type { Entry } from './rabbitmq-inbox.ts'
import { type Incoming, type Message, messageOf, unreadable } from './rabbitmq-message.ts'
import { declareRetryQueue, type LaneTopology, retryDelay } from './rabbitmq-topology.ts'

/** Where events go that leave their lane unhandled. Each becomes a new message; whoever asked acks the old one then. */
export interface WayOut {
  /** Into a retry queue, from which the broker returns it: its new id, and when it is due in epoch milliseconds. */
  delay(entry: Entry, delayMs: number): Promise<{ readonly id: string; readonly dueAt: number }>
  bury(entry: Entry, reason: string): Promise<void>
  /** What was no event becomes a dead letter too. */
  buryUnreadable(message: Incoming, reason: string): Promise<void>
}

export function wayOut(
  connection: Connection,
  publisher: ConfirmedPublisher,
  topology: LaneTopology,
): WayOut {
  async function sendTo(queue: string, { envelope, body }: Message): Promise<string> {
    const messageId = randomUUID()
    await publisher.send({ ...envelope, messageId, routingKey: queue, durable: topology.durable }, body)
    return messageId
  }
  return {
    async delay({ event, attempt }, delayMs) {
      const roundedMs = retryDelay(delayMs)
      const queue = await declareRetryQueue(connection, topology, roundedMs)
      const dueAt = Date.now() + roundedMs
      const id = await sendTo(queue, messageOf(event, { attempts: attempt, readyAt: dueAt }))
      return { id, dueAt }
    },
    async bury({ event, attempt }, reason) {
      const note = { attempts: attempt, reason, deadAt: Date.now() }
      await sendTo(topology.deadLetterQueue, messageOf(event, note))
    },
    async buryUnreadable(message, reason) {
      const note = { attempts: 1, reason, deadAt: Date.now() }
      await sendTo(topology.deadLetterQueue, unreadable(message, note))
    },
  }
}
