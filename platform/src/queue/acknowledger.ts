import type { Channel } from 'rabbitmq-client'

/** Acks the messages of one channel, as many as possible with one word: the broker then writes them down together. */
export interface Acknowledger {
  /** `false` once the channel is gone: the broker gives the messages again. */
  readonly active: boolean
  /** @param tag of a message of this channel that was not acked yet */
  ack(tag: number): void
  /** Gives a message back, for whoever takes it. */
  giveBack(tag: number): void
  /** Sends what would be sent at the end of this turn of the event loop. */
  flush(): void
}

export function acknowledger(channel: Channel): Acknowledger {
  /** Every tag up to this one is acked. */
  let floor = 0
  const ackedAbove = new Set<number>()
  /** Acked and not sent. */
  let unsent: number[] = []

  function flush() {
    const tags = unsent
    unsent = []
    if (!channel.active) return
    while (ackedAbove.delete(floor + 1)) floor++
    // The broker must still know the tag that stands for all before it.
    const below = tags.filter((tag) => tag <= floor)
    if (below.length > 0) channel.basicAck({ deliveryTag: Math.max(...below), multiple: true })
    for (const deliveryTag of tags) if (deliveryTag > floor) channel.basicAck({ deliveryTag })
  }

  return {
    get active() {
      return channel.active
    },
    ack(tag) {
      if (unsent.length === 0) setImmediate(flush)
      unsent.push(tag)
      ackedAbove.add(tag)
    },
    giveBack(tag) {
      if (channel.active) channel.basicNack({ deliveryTag: tag, requeue: true })
    },
    flush,
  }
}
