import type { Channel } from 'rabbitmq-client'
import type { LaneTopology } from './rabbitmq-topology.ts'

/** The routing keys by which a lane hears of what other programs publish to the exchange. */
export interface LaneBindings {
  /** Binds the lane, each time that it is declared. */
  declare(channel: Channel): Promise<void>
  /** Binds it by these keys from now on, and no longer by others. */
  change(keys: readonly string[]): void
}

/**
 * @param listBound tells by which keys the broker has it bound, as far as that can be known: AMQP does not tell
 */
export function laneBindings(
  { exchange, queue }: LaneTopology,
  keys: readonly string[],
  listBound: () => Promise<readonly string[]>,
): LaneBindings {
  let wanted = new Set([queue, ...keys])
  const bound = new Set<string>()
  let current: Channel | undefined

  async function declare(channel: Channel) {
    current = channel
    for (const routingKey of wanted) {
      await channel.queueBind({ exchange, queue, routingKey })
      bound.add(routingKey)
    }
    // Nobody waits for it: what comes too much meanwhile is an event like any other.
    void unbindStale(channel).catch(() => {})
  }

  async function unbindStale(channel: Channel) {
    const listed = await listBound().catch(() => [])
    for (const routingKey of new Set([...bound, ...listed])) {
      if (wanted.has(routingKey)) continue
      await channel.queueUnbind({ exchange, queue, routingKey })
      bound.delete(routingKey)
    }
  }

  return {
    declare,
    change(changed) {
      const next = new Set([queue, ...changed])
      if (next.size === wanted.size && [...next].every((key) => wanted.has(key))) return
      wanted = next
      // On a channel that is gone it fails; the next one is declared with the new keys.
      if (current) void declare(current).catch(() => {})
    },
  }
}
