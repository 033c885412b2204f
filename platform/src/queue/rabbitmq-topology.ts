import type { Channel, Connection } from 'rabbitmq-client'
import type { QueueOptions } from './queue.ts'

/** How a lane lies on the broker; `docs/rabbitmq.md` shows it to operators. */
export interface LaneTopology {
  /** Topic exchange for every lane; a lane is bound by its own name, and see `rabbitmq-bindings.ts`. */
  readonly exchange: string
  /** The queue, and its binding key. */
  readonly queue: string
  readonly deadLetterQueue: string
  readonly durable: boolean
  /** Only for ephemeral lanes. */
  readonly maxLength: number
}

export const defaultMaxLength = 256

/** RabbitMQ 4 would throw away what was returned to a queue 20 times, e.g. by 20 restarts of its reader. */
const deliveryLimit = 1_000_000
/** A retry queue that nobody used for this long after its last event has left is deleted by the broker. */
const retryQueueIdleMs = 600_000

export function laneTopology(
  exchange: string,
  queue: string,
  { delivery, maxLength = defaultMaxLength }: QueueOptions,
): LaneTopology {
  return { exchange, queue, deadLetterQueue: `${queue}.dead`, durable: delivery === 'durable', maxLength }
}

export async function declareLane(channel: Channel, lane: LaneTopology): Promise<void> {
  const { exchange, queue } = lane
  await channel.exchangeDeclare({ exchange, type: 'topic', durable: true })
  await channel.queueDeclare({ queue, durable: true, arguments: laneArguments(lane) })
  await channel.queueDeclare({
    queue: lane.deadLetterQueue,
    durable: true,
    arguments: deadLetterArguments(lane),
  })
}

/** Arguments of a lane's queue. */
export const laneArguments = ({
  durable,
  maxLength,
}: LaneTopology): Readonly<Record<string, string | number>> =>
  durable ? quorum : { 'x-max-length': maxLength, 'x-overflow': 'drop-head' }

export const deadLetterArguments = ({ durable }: LaneTopology): Readonly<Record<string, string | number>> =>
  durable ? quorum : {}

/**
 * Declares the queue in which events of a lane wait for a delay and from which the broker returns them by itself.
 * Each delay has its own queue: in one queue a long delay at the head would hold back the short ones behind it.
 *
 * @param delayMs from `retryDelay`
 * @returns the queue's name
 */
export async function declareRetryQueue(
  connection: Connection,
  lane: LaneTopology,
  delayMs: number,
): Promise<string> {
  const queue = `${lane.queue}.retry.${delayMs}`
  await connection.queueDeclare({
    queue,
    durable: true,
    arguments: {
      ...(lane.durable ? { ...quorum, ...deadLetterSafely } : {}),
      'x-message-ttl': delayMs,
      'x-expires': delayMs + retryQueueIdleMs,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': lane.queue,
    },
  })
  return queue
}

/** The delay rounded up to two digits, so that even delays with jitter need few queues. */
export function retryDelay(delayMs: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(delayMs)) - 1)
  return Math.ceil(delayMs / unit) * unit
}

const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': deliveryLimit } as const
/** The retry queue keeps an event until the lane has confirmed it. */
const deadLetterSafely = {
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
} as const
