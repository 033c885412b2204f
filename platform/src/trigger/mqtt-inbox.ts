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

export interface MqttInboxOptions {
  readonly url: string
  /** The broker keeps messages for it; two connections with the same one push each other out. */
  readonly clientId: string
  /**
   * Takes one message after another. A message is acknowledged when this resolves to `true`.
   *
   * @param signal aborted when the connection is lost, so that the message will come again, or is to end
   */
  readonly receive: (message: MqttMessage, signal: AbortSignal) => Promise<boolean>
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
  const { connect, ReasonCodes } = await import('mqtt')
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
    client.options.reconnectPeriod = reconnectMs.first
    subscribe([...filters])
  })
  client.on('error', (error) => {
    reason = (error as NodeJS.ErrnoException).code?.toString() ?? error.message
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

  function subscribe(wanted: readonly string[]) {
    if (wanted.length === 0) return changed()
    // Retained messages come with a new subscription only, not at every start.
    client.subscribe([...wanted], { qos: 1, rh: 1 }, (error, _, packet) => {
      for (const [index, filter] of wanted.entries()) {
        const code = Number(packet?.granted[index] ?? 0)
        if (code >= 0x80) refused.set(filter, ReasonCodes[code as keyof typeof ReasonCodes] ?? String(code))
        else refused.delete(filter)
      }
      if (error && packet === undefined) reason = error.message
      changed()
    })
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

function messageOf({ topic, payload, properties }: IPublishPacket): MqttMessage {
  return {
    topic,
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
    contentType: properties?.contentType,
    userProperties: properties?.userProperties,
  }
}
