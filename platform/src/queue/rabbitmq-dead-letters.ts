import type { Channel, Connection, SyncMessage } from 'rabbitmq-client'
import type { DeadLetter } from './queue.ts'
import { eventOrBytes, noteOf } from './rabbitmq-message.ts'

/** How many letters one listing reads; the broker has no way to skip those in front. */
const longestListing = 1000

/** The dead letters of one lane: read by taking them all and giving them back. */
export interface DeadLetterBox {
  /** Oldest first, at most 1000. Whoever else reads the queue at that moment sees none of them. */
  list(): Promise<DeadLetter[]>
  /** Hands the letter to `revive`, then forgets it; `false` when there is none of this id. */
  take(id: string, revive: (letter: DeadLetter) => Promise<void>): Promise<boolean>
}

export function deadLetterBox(connection: Connection, queue: string): DeadLetterBox {
  let last: Promise<unknown> = Promise.resolve()

  /** One reader at a time, on a channel of its own: closing it gives back whatever was not acked. */
  function reading<Result>(read: (channel: Channel) => Promise<Result>): Promise<Result> {
    const result = last.then(async () => {
      const channel = await connection.acquire()
      try {
        return await read(channel)
      } finally {
        await channel.close()
      }
    })
    last = result.catch(() => {})
    return result
  }
  async function* letters(channel: Channel) {
    for (let count = 0; count < longestListing; count++) {
      const message = await channel.basicGet({ queue })
      if (!message) return
      yield message
    }
  }

  return {
    list: () =>
      reading(async (channel) => {
        const found: DeadLetter[] = []
        for await (const message of letters(channel)) found.push(letterOf(message))
        return found
      }),
    take: (id, revive) =>
      reading(async (channel) => {
        for await (const message of letters(channel)) {
          if (message.messageId !== id) continue
          await revive(letterOf(message))
          channel.basicAck({ deliveryTag: message.deliveryTag })
          return true
        }
        return false
      }),
  }
}

function letterOf(message: SyncMessage): DeadLetter {
  const { reason = 'unknown', attempts = 0, deadAt = (message.timestamp ?? 0) * 1000 } = noteOf(message)
  return { id: message.messageId ?? '', event: eventOrBytes(message), reason, attempts, deadAt }
}
