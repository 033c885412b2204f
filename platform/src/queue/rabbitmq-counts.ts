import { ownShare } from './own-share.ts'
import { listingAgeMs, type QueueListing } from './queue-listing.ts'
import type { DeadLetterBox } from './rabbitmq-dead-letters.ts'
import type { Intake } from './rabbitmq-intake.ts'
import type { LaneTopology } from './rabbitmq-topology.ts'

/** What only the broker knows of a lane. It is asked seldom, so most of it is a little old. */
export interface BrokerCounts {
  /**
   * Ready at the broker, by a passive declare at most 100 ms ago; the last known while the broker is away.
   *
   * @param full whether this process holds all that it may: otherwise nothing is left at the broker
   */
  ready(full: boolean): Promise<number>
  /** The broker has these again. */
  returned(events: number): void
  /** An event came. @param held how many this process holds with it */
  arrived(held: number): void
  /** Unacknowledged in other processes, as the management API saw it in the last 10 s; 0 without one. */
  heldElsewhere(held: number): number
  /** At most 10 s old, but for what this process did. */
  deadLetters(): Promise<number>
  /** This process buried letters, or revived them when negative. */
  buried(letters: number): void
}

const readyFreshMs = 100
const deadLettersFreshMs = 10_000

/** @param listing of the management API, when there is one */
export function brokerCounts(
  topology: LaneTopology,
  source: Intake,
  letters: DeadLetterBox,
  prefetch: number,
  listing?: QueueListing,
): BrokerCounts {
  const own = ownShare(listingAgeMs, prefetch)
  let ready = 0
  let readyAt = 0
  let dead = 0
  let deadAt = 0
  let buriedAt = 0

  return {
    async ready(full) {
      const { channel } = source
      if (!channel) return ready
      if (!full) ready = 0
      if (!full || Date.now() - readyAt < readyFreshMs) return ready
      readyAt = Date.now()
      const answer = await channel
        .queueDeclare({ queue: topology.queue, passive: true })
        .catch(() => undefined)
      if (answer) ready = answer.messageCount
      return ready
    },
    returned(events) {
      ready += events
    },
    arrived: own.arrived,
    heldElsewhere(held) {
      const mine = own.atMost(held)
      return Math.max(0, (listing?.read(topology.queue)?.messagesUnacknowledged ?? 0) - mine)
    },
    async deadLetters() {
      const listed = listing?.read(topology.deadLetterQueue)
      if (listed) {
        // Letters in the hand of a reader are in it too, which a passive declare does not see.
        if (Date.now() - buriedAt > listingAgeMs) dead = listed.messagesReady + listed.messagesUnacknowledged
      } else if (source.channel && Date.now() - deadAt >= deadLettersFreshMs) {
        deadAt = Date.now()
        dead = await letters.count().catch(() => dead)
      }
      return dead
    },
    buried(count) {
      dead += count
      buriedAt = Date.now()
    },
  }
}
