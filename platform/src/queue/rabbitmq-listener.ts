import { setTimeout as sleep } from 'node:timers/promises'
import type { AsyncMessage, Channel, Connection } from 'rabbitmq-client'
import { steadyNow } from '../telemetry/now.ts'

/** Hears what passes through an exchange without taking it from anybody. */
export interface Listening {
  /** By `steadyNow`: since when all that passes is heard; `undefined` while nothing can be. */
  readonly since: number | undefined
  close(): Promise<void>
}

export interface ListenerOptions {
  /** A topic exchange; made when it is not there. */
  readonly exchange: string
  readonly patterns: readonly string[]
  /** Of the queue, which is this listener's own and goes with it. */
  readonly arguments: Readonly<Record<string, string | number>>
  readonly heard: (message: AsyncMessage) => void
}

const retryMs = 200

/** Listens through every loss of the broker, until it is closed. */
export function listener(connection: Connection, options: ListenerOptions): Listening {
  const { exchange, patterns, heard } = options
  let channel: Channel | undefined
  let since: number | undefined
  let closed = false

  async function run() {
    while (!closed) {
      await begin().catch(() => {})
      since = undefined
      if (!closed) await sleep(retryMs, undefined, { ref: false })
    }
  }

  /** Resolves when it hears no longer. */
  async function begin(): Promise<void> {
    const opened = await connection.acquire()
    channel = opened
    const gone = new Promise<void>((resolve) => opened.once('close', resolve))
    opened.on('basic.cancel', () => void opened.close())
    if (closed) return opened.close()
    await opened.exchangeDeclare({ exchange, type: 'topic', durable: true })
    const { queue } = await opened.queueDeclare({ queue: '', exclusive: true, arguments: options.arguments })
    for (const routingKey of patterns) await opened.queueBind({ exchange, queue, routingKey })
    await opened.basicConsume({ queue, noAck: true }, heard)
    since = steadyNow()
    await gone
  }
  const running = run()

  return {
    get since() {
      return since
    },
    async close() {
      closed = true
      await channel?.close().catch(() => {})
      await running
    },
  }
}
