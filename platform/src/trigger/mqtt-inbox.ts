import { createHash } from 'node:crypto'
import type { IPublishPacket } from 'mqtt'
import { MqttAddressError, MqttRefusedError, MqttUnreachableError } from './errors.ts'
import type { MqttMessage } from './mqtt-message.ts'

/**
 * A connection to an MQTT broker that lasts: lost, it is made again, for ever; what came meanwhile, and while this process
 * was away, the broker keeps and sends then. Delivery is at least once for messages published with QoS 1 or 2.
 */
export interface MqttInbox extends AsyncDisposable {
  /** Asks for the messages of these topic filters too. */
  subscribe(filters: readonly string[]): void
  /** Why no messages come for a filter, in words. */
  problem(filter: string): string | undefined
}

export interface ReceivedMessage extends MqttMessage {
  /**
   * Whether this copy was sent for a subscription to `filter`: of a message that several filters match, a broker may send
   * several copies. One that does not know gives `true` for all.
   */
  cameBy(filter: string): boolean
}

export interface MqttInboxOptions {
  readonly url: string
  /** The broker keeps messages for it; two connections with the same one push each other out. */
  readonly clientId: string
  /**
   * Takes one message after another. A message is acknowledged when this resolves to `true`.
   *
   * @param signal aborted when the connection is lost, so that the message will come again, or is to end
   */
  readonly receive: (message: ReceivedMessage, signal: AbortSignal) => Promise<boolean>
  /** Called when `problem` may say something else. */
  readonly changed: () => void
}

/** How long the broker keeps messages for us while we are away. */
const sessionSeconds = 7 * 24 * 3600
/** Messages that are on their way to us at most: as many may come twice after a crash. */
const receiveMaximum = 100
/** Larger ones the broker drops. The gateway takes no larger event either. */
const largestBytes = 1024 * 1024
const reconnectMs = { first: 500, longest: 30_000 }

export async function mqttInbox({ url, clientId, receive, changed }: MqttInboxOptions): Promise<MqttInbox> {
  const broker = brokerAddress(url)
  // Only who listens to MQTT pays for it.
  // A CommonJS package has its names on its default alone once `build.ts` has bundled it.
  const { connect, ReasonCodes } = (await import('mqtt')).default
  const filters = new Set<string>()
  const refused = new Map<string, string>()
  let reason = 'it has not answered yet'
  let connections = 0
  let connected = new AbortController()
  let inHand: Promise<void> = Promise.resolve()
  let closing = false

  const client = connect(url, {
    clientId,
    protocolVersion: 5,
    clean: false,
    properties: {
      sessionExpiryInterval: sessionSeconds,
      receiveMaximum,
      maximumPacketSize: largestBytes,
    },
    reconnectPeriod: reconnectMs.first,
    reconnectOnConnackError: true,
    resubscribe: false,
  })

  client.handleMessage = (packet, done) => {
    const connection = connections
    const settle = (safe: boolean) => {
      // On a later connection the number of this message may be another's.
      if (safe && client.connected && connection === connections) done()
      else done(new Error('The message is not safe: it is not acknowledged.'))
    }
    inHand = receive(messageOf(packet), connected.signal).then(settle, () => settle(false))
  }
  client.on('connect', () => {
    connections++
    reason = 'the connection was lost'
    client.options.reconnectPeriod = reconnectMs.first
    subscribe(filters)
  })
  client.on('error', (error) => {
    // The numbers of MQTT have their words in the message; an error of two addresses has no message.
    reason = 'code' in error && typeof error.code === 'string' ? error.code : error.message
  })
  client.on('disconnect', ({ reasonCode }) => {
    reason = ReasonCodes[reasonCode as keyof typeof ReasonCodes] ?? 'it ended the connection'
  })
  client.on('close', () => {
    connections++
    connected.abort()
    if (!closing) connected = new AbortController()
    // The next attempt has its timer already; this is for the one after it.
    client.options.reconnectPeriod = Math.min(2 * (client.options.reconnectPeriod ?? 0), reconnectMs.longest)
    changed()
  })

  function subscribe(wanted: Iterable<string>) {
    for (const filter of wanted) {
      // Retained messages come with a new subscription only, not at every start.
      const options = {
        qos: 1,
        rh: 1,
        properties: { subscriptionIdentifier: subscriptionId(filter) },
      } as const
      client.subscribe(filter, options, (error) => {
        if (error) refused.set(filter, error.message)
        else refused.delete(filter)
        changed()
      })
    }
  }

  return {
    subscribe(wanted) {
      const added = wanted.filter((filter) => !filters.has(filter))
      for (const filter of added) filters.add(filter)
      if (client.connected) subscribe(added)
    },
    problem(filter) {
      if (!client.connected) return new MqttUnreachableError(broker, reason).message
      const why = refused.get(filter)
      return why === undefined ? undefined : new MqttRefusedError(broker, filter, why).message
    },
    async [Symbol.asyncDispose]() {
      closing = true
      connected.abort()
      await inHand
      await client.endAsync()
    },
  }
}

/**
 * Scheme, host and port of a broker's URL: what may be shown.
 *
 * @throws MqttAddressError
 */
export function brokerAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(parsed.protocol) || parsed.host === '')
    throw new MqttAddressError(url.replace(/\/\/[^@/]*@/, '//'))
  return `${parsed.protocol}//${parsed.host}`
}

/** The same for a filter at every start: the broker keeps it with the messages that wait. MQTT 5 allows 1 to 2^28 - 1. */
const subscriptionId = (filter: string): number =>
  1 + (createHash('sha256').update(filter).digest().readUInt32BE() % (2 ** 28 - 1))

function messageOf({ topic, payload, properties }: IPublishPacket): ReceivedMessage {
  const ids = properties?.subscriptionIdentifier
  return {
    topic,
    cameBy: (filter) => ids === undefined || [ids].flat().includes(subscriptionId(filter)),
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
    contentType: properties?.contentType,
    userProperties: properties?.userProperties,
  }
}
