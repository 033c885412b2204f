import type { Connection } from 'rabbitmq-client'
import { BrokerAddressInvalidError, BrokerRefusedError, BrokerUnreachableError } from './errors.ts'

/** Told when the broker goes away, with the reason, and when it is back. */
export type ConnectionListener = (state: 'lost' | 'back', reason?: Error) => void

/** Seconds between signs of life; two without one and either side takes the other for dead. */
const heartbeat = 5
const retryMs = { retryLow: 100, retryHigh: 2000 }
/** How long one wait for a channel lasts; those who wait longer wait again. */
const acquireTimeout = 2000

/**
 * Opens a connection that comes back by itself whenever it is lost.
 *
 * @param purpose shown beside the connection in the management UI
 * @param waitMs how long the broker may take to answer for the first time
 * @throws BrokerUnreachableError | BrokerRefusedError | BrokerAddressInvalidError
 */
export async function openConnection(
  url: string,
  purpose: string,
  waitMs: number,
  listener: ConnectionListener = () => {},
): Promise<Connection> {
  const { Connection } = await import('./amqp-client.ts')
  const address = brokerAddress(url)
  const connection = new Connection({
    url: withDefaultUser(url),
    connectionName: `bonghwa ${purpose}`,
    heartbeat,
    acquireTimeout,
    ...retryMs,
  })
  const failed = Promise.withResolvers<never>()
  let reason: Error | undefined
  let opened = false
  let lost = false
  connection.on('error', (error: Error & { code?: string }) => {
    reason = error
    if (refusals.has(error.code ?? '')) {
      failed.reject(new BrokerRefusedError(address, error.message, { cause: error }))
    }
    if (!opened || lost || connection.ready) return
    lost = true
    listener('lost', error)
  })
  try {
    await Promise.race([failed.promise, connection.onConnect(waitMs, true)])
  } catch (error) {
    connection.unsafeDestroy()
    if (error instanceof BrokerRefusedError) throw error
    throw new BrokerUnreachableError(address, { cause: reason ?? error })
  }
  failed.promise.catch(() => {})
  opened = true
  connection.on('connection', () => {
    if (lost) listener('back')
    lost = false
  })
  return connection
}

/** Host and port, without credentials. @throws BrokerAddressInvalidError */
export function brokerAddress(url: string): string {
  const parsed = parse(url)
  return `${parsed.hostname}:${parsed.port || (parsed.protocol === 'amqps:' ? '5671' : '5672')}`
}

/** The virtual host that the address names. @throws BrokerAddressInvalidError */
export function vhostOf(url: string): string {
  return decodeURIComponent(parse(url).pathname.slice(1)) || '/'
}

/** Waits for what is under way, but not for a broker that does not answer. */
export async function closeConnection(connection: Connection): Promise<void> {
  const tooLong = setTimeout(() => connection.unsafeDestroy(), 2000)
  await connection.close().catch(() => {})
  clearTimeout(tooLong)
}

/** Nothing that waiting would change. */
const refusals = new Set(['ACCESS_REFUSED', 'NOT_ALLOWED', 'NOT_FOUND'])

function parse(url: string): URL {
  const parsed = URL.parse(url)
  if (parsed && /^amqps?:$/.test(parsed.protocol) && parsed.hostname) return parsed
  throw new BrokerAddressInvalidError()
}

function withDefaultUser(url: string): string {
  const parsed = parse(url)
  if (parsed.username === '') {
    parsed.username = 'guest'
    parsed.password = 'guest'
  }
  return parsed.href
}
