import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Connection, SyncMessage } from 'rabbitmq-client'
import type { DeadLetter } from './queue.ts'
import { eventOrBytes, noteOf } from './rabbitmq-message.ts'

/** How many letters one listing reads; the broker has no way to skip those in front. */
const longestListing = 1000
/** How long a reader waits for the letters to be back in the queue, in milliseconds. */
const longestReturnMs = 1000
const returnPauseMs = 5

/** The dead letters of one lane: read by taking them all and giving them back. */
export interface DeadLetterBox {
  /** Oldest first, at most 1000. Whoever else reads the queue at that moment sees none of them. */
  list(): Promise<DeadLetter[]>
  count(): Promise<number>
  /** Hands the letter to `revive`, then forgets it; `false` when there is none of this id. */
  take(id: string, revive: (letter: DeadLetter) => Promise<void>): Promise<boolean>
}

export function deadLetterBox(connection: Connection, queue: string): DeadLetterBox {
  let last: Promise<unknown> = Promise.resolve()

  /** One reader at a time: it has all letters in its hand, and another would see none. */
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
  /** A quorum queue gives back in its own time: waits until it has, unless somebody else took some. */
  async function giveBack(channel: Channel, letters: number) {
    if (letters === 0) return
    channel.basicNack({ deliveryTag: 0, multiple: true, requeue: true })
    for (let waits = 0; waits < longestReturnMs / returnPauseMs; waits++) {
      if ((await countOn(channel)) >= letters) return
      await sleep(returnPauseMs)
    }
  }
  const countOn = async (channel: Channel) =>
    (await channel.queueDeclare({ queue, passive: true })).messageCount
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
        await giveBack(channel, found.length)
        // What was given back before may have come back in another order.
        return found.toSorted((a, b) => a.deadAt - b.deadAt)
      }),
    count: () => reading(countOn),
    take: (id, revive) =>
      reading(async (channel) => {
        let others = 0
        let found = false
        for await (const message of letters(channel)) {
          if (message.messageId === id) {
            await revive(letterOf(message))
            channel.basicAck({ deliveryTag: message.deliveryTag })
            found = true
            break
          }
          others++
        }
        await giveBack(channel, others)
        return found
      }),
  }
}

function letterOf(message: SyncMessage): DeadLetter {
  const { reason = 'unknown', attempts = 0, deadAt = (message.timestamp ?? 0) * 1000 } = noteOf(message)
  return { id: message.messageId ?? '', event: eventOrBytes(message), reason, attempts, deadAt }
}
