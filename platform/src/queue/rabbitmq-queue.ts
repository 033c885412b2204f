import { randomUUID } from 'node:crypto'
import type { CloudEvent } from '../event/cloud-event.ts'
import { log } from '../telemetry/log.ts'
import { eventFromAmqp } from './amqp-binding.ts'
import { confirmedPublisher } from './confirmed-publisher.ts'
import type { ManagementError } from './errors.ts'
import type { QueueBackend, QueueOptions } from './queue.ts'
import { queueListing } from './queue-listing.ts'
import { laneBindings } from './rabbitmq-bindings.ts'
import {
  brokerAddress,
  type ConnectionListener,
  closeConnection,
  openConnection,
  vhostOf,
} from './rabbitmq-connection.ts'
import { type RabbitmqLane, rabbitmqLane } from './rabbitmq-lane.ts'
import { type Listening, listener } from './rabbitmq-listener.ts'
import { askManagement, managementResource } from './rabbitmq-management.ts'
import { messageOf } from './rabbitmq-message.ts'
import { rabbitmqSignals, type Signals } from './rabbitmq-signals.ts'
import { type LaneTopology, laneTopology } from './rabbitmq-topology.ts'

export interface RabbitmqOptions {
  /** Topic exchange that every lane is bound to; made when it is not there. `bonghwa` unless given. */
  readonly exchange?: string
  /** Put before the name of every queue on the broker, so that two installations can share a virtual host. */
  readonly prefix?: string
  /**
   * How many events of a lane may wait in this process or be handled by it. Unless given, 128 for durable lanes (more
   * can be taken, each then costs a question to the broker) and all for ephemeral ones, whose oldest are dropped here
   * and counted. Where several processes serve one lane, make it their concurrency; 0 for one that only publishes.
   */
  readonly prefetch?: number
  /** Below 0: others are served first, and this process gets what they have no room for. */
  readonly priority?: number | undefined
  /** How long the broker may take to answer at first, in milliseconds; 5000 unless given. */
  readonly connectWaitMs?: number
  /** How long a publish waits for a broker that went away, in milliseconds; 120000 unless given. */
  readonly publishWaitMs?: number
  readonly onConnection?: ConnectionListener
  /**
   * Address of the management API, e.g. `http://guest:guest@127.0.0.1:15672/`: with it, `depth` counts what other
   * processes hold of a lane too. It is asked in the background; while it does not answer, `depth` does without.
   */
  readonly management?: string | undefined
  /** Hears when the management API cannot be used, and with `undefined` when it can again; printed unless given. */
  readonly onManagement?: (problem: ManagementError | undefined) => void
}

/** Queues on a broker that other programs share. */
export interface RabbitmqQueues extends QueueBackend {
  queue(name: string, options: QueueOptions): RabbitmqLane
  /**
   * Publishes an event under a routing key, to whatever is bound by it, be it nobody. Resolves once it is safe.
   *
   * @param copies further keys under which it is published
   * @throws BrokerUnreachableError | PublishRefusedError
   */
  send(event: CloudEvent, routingKey: string, copies?: readonly string[]): Promise<void>
  /** Hears events that others publish under these keys (`*` for one word), whoever handles them; the oldest are dropped when they come too fast. */
  overhear(keys: readonly string[], heard: (event: CloudEvent) => void): Listening
  /** Beside the queues: words that nobody keeps. */
  readonly signals: Signals
}

const durablePrefetch = 128
const mostOverheard = 1_000

function printManagement(problem: ManagementError | undefined) {
  log({
    level: problem ? 'warn' : 'info',
    message: problem
      ? `${problem.message} Until then depths leave out what other processes hold.`
      : "RabbitMQ's management API answers again.",
  })
}

/**
 * Queues on a RabbitMQ broker, 3.10 or newer: durable ones are quorum queues. When the broker goes away, publishes
 * wait, and both directions come back by themselves. `docs/rabbitmq.md` shows the queues as an operator sees them.
 *
 * @param url `amqp://user:password@host:5672/vhost`, or `amqps://`
 * @throws BrokerUnreachableError | BrokerRefusedError | BrokerAddressInvalidError | ManagementError
 */
export async function rabbitmqQueues(url: string, options: RabbitmqOptions = {}): Promise<RabbitmqQueues> {
  const { exchange = 'bonghwa', prefix = '', connectWaitMs = 5000, publishWaitMs = 120_000 } = options
  const listing =
    options.management === undefined
      ? undefined
      : queueListing(options.management, vhostOf(url), options.onManagement ?? printManagement)
  // Two connections: a broker short of memory stops reading from those that publish, acks included.
  const publishing = await openConnection(url, 'publishes', connectWaitMs, options.onConnection)
  const consuming = await openConnection(url, 'consumes', connectWaitMs).catch(async (error: Error) => {
    await closeConnection(publishing)
    throw error
  })
  const publisher = confirmedPublisher(publishing, brokerAddress(url), publishWaitMs)
  const signals = rabbitmqSignals({ publishing, consuming }, exchange)
  const lanes = new Map<string, RabbitmqLane>()

  async function boundKeys({ queue }: LaneTopology): Promise<readonly string[]> {
    if (options.management === undefined) return []
    const path = ['bindings', vhostOf(url), 'e', exchange, 'q', queue]
    const answer = await askManagement(managementResource(options.management, ...path))
    return (answer as { routing_key: string }[]).map(({ routing_key }) => routing_key)
  }

  const prefetchOf = (delivery: QueueOptions['delivery']) =>
    options.prefetch ?? (delivery === 'durable' ? durablePrefetch : Infinity)

  const backend: RabbitmqQueues = {
    kind: 'rabbitmq',
    supports: { durable: true, bindings: true },
    queue(name, laneOptions) {
      const known = lanes.get(name)
      if (known) {
        if (laneOptions.bindings) known.bind(laneOptions.bindings)
        return known
      }
      const topology = laneTopology(exchange, prefix + name, laneOptions)
      const lane = rabbitmqLane({
        name,
        topology,
        bindings: laneBindings(topology, laneOptions.bindings ?? [], () => boundKeys(topology)),
        connection: consuming,
        publisher,
        publish: (event) => backend.publish(event, [name]),
        prefetch: laneOptions.taken === 'elsewhere' ? 0 : prefetchOf(laneOptions.delivery),
        priority: options.priority,
        listing,
      })
      lanes.set(name, lane)
      return lane
    },
    async publish(event, names) {
      const targets = names.map((name) => {
        const lane = lanes.get(name)
        if (!lane) throw new RangeError(`Queue ${name} was never declared.`)
        return lane
      })
      const [first, ...others] = targets
      if (!first) return
      await Promise.all(targets.map((lane) => lane.declared()))
      const { envelope, body } = messageOf(event, { readyAt: Date.now() })
      const messageId = randomUUID()
      // One message for all lanes: the broker routes it at once and confirms it when every lane has it.
      const copies = others.map(({ topology }) => topology.queue)
      const headers = copies.length === 0 ? envelope.headers : { ...envelope.headers, BCC: copies }
      const durable = targets.some(({ topology }) => topology.durable)
      for (const lane of targets) lane.sending(messageId)
      // An event that some lane keeps on disk is waited for, whatever other lanes would do with it.
      const wait = durable ? undefined : first.waiting.enter()
      try {
        await publisher.send(
          { ...envelope, headers, messageId, durable, exchange, routingKey: first.topology.queue },
          body,
          wait?.signal,
        )
        for (const lane of targets) lane.sent(messageId, true)
      } catch (error) {
        for (const lane of targets) lane.sent(messageId, false)
        if (!wait?.signal.aborted) throw error
        for (const lane of targets) lane.dropped()
      } finally {
        wait?.leave()
      }
    },
    async send(event, routingKey, copies = []) {
      const { envelope, body } = messageOf(event, { readyAt: Date.now() })
      const messageId = randomUUID()
      const headers = copies.length === 0 ? envelope.headers : { ...envelope.headers, BCC: [...copies] }
      const target = { exchange, routingKey, durable: true, mandatory: false }
      await publisher.send({ ...envelope, headers, ...target, messageId }, body)
    },
    overhear: (patterns, heard) =>
      listener(consuming, {
        exchange,
        patterns,
        arguments: { 'x-max-length': mostOverheard, 'x-overflow': 'drop-head' },
        heard(message) {
          try {
            heard(eventFromAmqp(message))
          } catch {
            // Its lane says of it that it is no event.
          }
        },
      }),
    signals,
    async [Symbol.asyncDispose]() {
      await signals.close()
      await Promise.all([...lanes.values()].map((lane) => lane.close()))
      await publisher[Symbol.asyncDispose]()
      await Promise.all([closeConnection(publishing), closeConnection(consuming)])
    },
  }
  return backend
}
