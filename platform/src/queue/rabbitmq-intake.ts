import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { AsyncMessage, Channel, Connection, SyncMessage } from 'rabbitmq-client'
import { type Acknowledger, acknowledger } from './acknowledger.ts'
import { codeOf } from './confirmed-publisher.ts'
import { QueueMismatchError } from './errors.ts'
import type { LaneBindings } from './rabbitmq-bindings.ts'
import { declareLane, type LaneTopology } from './rabbitmq-topology.ts'

/** Keeps a lane declared and its messages coming, through every loss of the broker. */
export interface Intake {
  /** `undefined` while the broker is away. */
  readonly channel: Channel | undefined
  /** Resolves once messages come for the first time. @throws QueueMismatchError */
  started(): Promise<void>
  /**
   * Resolves when every message has arrived that the broker sent before, and gives the number that it keeps.
   * Rejects when the broker goes away meanwhile.
   */
  settle(): Promise<number>
  /** Asks for one message more than the broker may send; `undefined` when it has none, or is away. */
  get(): Promise<{ readonly message: SyncMessage; readonly channel: Acknowledger } | undefined>
  /** Lets no more messages come, now or on a later channel. */
  stop(): Promise<void>
  close(): Promise<void>
}

export interface IntakeListener {
  arrived(message: AsyncMessage, channel: Acknowledger): void
  /** Whatever has arrived and was not acked will be sent again. */
  lost(): void
}

const pauseMs = 100
const mismatchPauseMs = 1000

/**
 * @param prefetch how many messages may come without being acked; 0 for none, `Infinity` for all
 * @param priority of this consumer: one of less gets what others have no room for
 */
export function intake(
  connection: Connection,
  lane: LaneTopology,
  bindings: LaneBindings,
  { prefetch, priority = 0 }: { readonly prefetch: number; readonly priority?: number | undefined },
  listener: IntakeListener,
): Intake {
  const { queue } = lane
  let first = Promise.withResolvers<void>()
  first.promise.catch(() => {})
  let channel: Channel | undefined
  let newest: Channel | undefined
  let acks: Acknowledger | undefined
  let closed = false
  let stopped = false
  let consumerTag: string | undefined
  const running = run()

  async function run() {
    while (!closed) {
      try {
        const { gone } = await begin()
        first.resolve()
        await gone
      } catch (error) {
        if (codeOf(error) === 'PRECONDITION_FAILED') await mismatch(error as Error)
      }
      if (!closed) await sleep(pauseMs)
    }
  }

  async function begin(): Promise<{ readonly gone: Promise<void> }> {
    const next = await connection.acquire()
    newest = next
    const acksOfNext = acknowledger(next)
    acks = acksOfNext
    if (closed) void next.close()
    const gone = Promise.withResolvers<void>()
    next.once('close', () => {
      channel = undefined
      listener.lost()
      gone.resolve()
    })
    // Somebody deleted the queue: begin again, which declares it again.
    next.on('basic.cancel', () => void next.close())
    await declareLane(next, lane)
    await bindings.declare(next)
    if (prefetch > 0 && !stopped) {
      await next.basicQos({ prefetchCount: Number.isFinite(prefetch) ? prefetch : 0 })
      const consumer = await next.basicConsume({ queue, arguments: { 'x-priority': priority } }, (message) =>
        listener.arrived(message, acksOfNext),
      )
      consumerTag = consumer.consumerTag
      await settle(next)
    }
    channel = next
    return { gone: gone.promise }
  }

  async function mismatch(error: Error) {
    // An ephemeral queue may be thrown away, and its bound is what most likely changed.
    if (!lane.durable && error.message.includes(`'${queue}'`)) {
      await connection.queueDelete(queue).catch(() => {})
      return
    }
    first.reject(new QueueMismatchError(queue, error.message, { cause: error }))
    await sleep(mismatchPauseMs)
    first = Promise.withResolvers()
    first.promise.catch(() => {})
  }

  async function settle(on: Channel): Promise<number> {
    // What acks make room for is on its way too.
    acks?.flush()
    // What was sent before the first answer was made is on its way in front of the second.
    const { messageCount } = await on.queueDeclare({ queue, passive: true })
    await on.queueDeclare({ queue, passive: true })
    await turn()
    return messageCount
  }

  return {
    get channel() {
      return channel
    },
    started: () => first.promise,
    settle: () => (channel ? settle(channel) : Promise.reject(new Error('The broker is away.'))),
    async get() {
      const asked = acks
      const message = await channel?.basicGet(queue).catch(() => undefined)
      return message && asked && { message, channel: asked }
    },
    async stop() {
      stopped = true
      // Its loss has ended the consumer as well.
      if (consumerTag !== undefined) await channel?.basicCancel({ consumerTag }).catch(() => {})
    },
    async close() {
      closed = true
      acks?.flush()
      first.reject(new Error('The queues were closed.'))
      await newest?.close()
      await running
    },
  }
}
