import type { Channel, Connection } from 'rabbitmq-client'
import { type Listening, listener } from './rabbitmq-listener.ts'

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

/** Nobody wants an older word. */
const staleMs = 3_000
const mostWaiting = 10_000

/** The topic exchange for them, beside that of the lanes. */
export const signalExchange = (exchange: string): string => `${exchange}.beats`

export function rabbitmqSignals(
  { publishing, consuming }: { readonly publishing: Connection; readonly consuming: Connection },
  lanes: string,
): Signals {
  const exchange = signalExchange(lanes)
  const listenings = new Set<Listening>()
  let current: Promise<Channel> | undefined

  async function open(): Promise<Channel> {
    const channel = await publishing.acquire()
    await channel.exchangeDeclare({ exchange, type: 'topic', durable: true })
    return channel
  }

  function outgoing(): Promise<Channel> {
    current ??= open()
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
      const listening = listener(consuming, {
        exchange,
        patterns: [pattern],
        arguments: { 'x-max-length': mostWaiting, 'x-overflow': 'drop-head', 'x-message-ttl': staleMs },
        heard: ({ body }) => heard(body),
      })
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
