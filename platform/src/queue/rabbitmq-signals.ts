import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Connection } from 'rabbitmq-client'
import { steadyNow } from '../telemetry/now.ts'

/** Words that nobody keeps: they go to whoever listens now. */
export interface Signals {
  /** Says it once. While the broker is away it is lost, which is no error. */
  send(key: string, body: object): Promise<void>
  /** Hears what is said under keys of this pattern, through every loss of the broker. */
  listen(pattern: string, heard: (body: unknown) => void): Listening
  /** Resolves once the exchange for them is there, for those that bind to it past this. */
  declared(): Promise<void>
  close(): Promise<void>
}

export interface Listening {
  /** By `steadyNow`: since when all that is said is heard; `undefined` while nothing can be. */
  readonly since: number | undefined
  close(): Promise<void>
}

/** Nobody wants an older word. */
const staleMs = 3_000
const mostWaiting = 10_000
const retryMs = 200

/** The topic exchange for them, beside that of the lanes. */
export const signalExchange = (exchange: string): string => `${exchange}.beats`

export function rabbitmqSignals(
  { publishing, consuming }: { readonly publishing: Connection; readonly consuming: Connection },
  lanes: string,
): Signals {
  const exchange = signalExchange(lanes)
  const listenings = new Set<Listening>()
  let current: Promise<Channel> | undefined

  async function open(connection: Connection): Promise<Channel> {
    const channel = await connection.acquire()
    await channel.exchangeDeclare({ exchange, type: 'topic', durable: true })
    return channel
  }

  function outgoing(): Promise<Channel> {
    current ??= open(publishing)
    return current
  }

  return {
    async send(key, body) {
      try {
        const channel = await outgoing()
        await channel.basicPublish(
          { exchange, routingKey: key, expiration: String(staleMs), contentType: 'application/json' },
          Buffer.from(JSON.stringify(body)),
        )
      } catch {
        current = undefined
      }
    },
    listen(pattern, heard) {
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
        const opened = await open(consuming)
        channel = opened
        const gone = new Promise<void>((resolve) => opened.once('close', resolve))
        opened.on('basic.cancel', () => void opened.close())
        if (closed) return opened.close()
        const { queue } = await opened.queueDeclare({
          queue: '',
          exclusive: true,
          arguments: { 'x-max-length': mostWaiting, 'x-overflow': 'drop-head', 'x-message-ttl': staleMs },
        })
        await opened.queueBind({ exchange, queue, routingKey: pattern })
        await opened.basicConsume({ queue, noAck: true }, ({ body }) => heard(body))
        since = steadyNow()
        await gone
      }
      const running = run()

      const listening: Listening = {
        get since() {
          return since
        },
        async close() {
          closed = true
          listenings.delete(listening)
          await channel?.close().catch(() => {})
          await running
        },
      }
      listenings.add(listening)
      return listening
    },
    async declared() {
      await outgoing()
    },
    async close() {
      await Promise.all([...listenings].map((each) => each.close()))
      const channel = await current?.catch(() => undefined)
      await channel?.close().catch(() => {})
    },
  }
}
