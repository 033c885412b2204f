import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { PortBusyError } from '../gateway/errors.ts'
import { closeConnection, openConnection, vhostOf } from '../queue/rabbitmq-connection.ts'
import { bells } from './bells.ts'
import { depths } from './depths.ts'
import { externalScaler, scaler } from './scaler.ts'

/** An external-push scaler of KEDA that wakes lanes as soon as an event comes to them. */
export interface Doorbell extends AsyncDisposable {
  /** On which KEDA finds it. */
  readonly port: number
  /** Why nobody should rely on it now, in words. */
  unready(): string | undefined
  readonly metrics: { text(): Promise<string>; readonly contentType: string }
}

export interface DoorbellOptions {
  /** `amqp://user:password@host:5672/vhost` */
  readonly broker: string
  readonly exchange?: string
  /** Address of the broker's management API: with it, what is being handled counts too. */
  readonly management?: string | undefined
  readonly host: string
  readonly port: number
  /** Folder with `tls.crt`, `tls.key` and, when clients must have a certificate of its own, `ca.crt`. */
  readonly tls?: string | undefined
}

const connectWaitMs = 10_000

/** @throws BrokerUnreachableError | BrokerRefusedError | BrokerAddressInvalidError | PortBusyError */
export async function openDoorbell(options: DoorbellOptions): Promise<Doorbell> {
  const { broker, exchange = 'bonghwa', management, host, port } = options
  let brokerLost = false
  const connection = await openConnection(broker, 'rings', connectWaitMs, (state) => {
    brokerLost = state === 'lost'
  })
  const ring = bells(connection, exchange)
  const server = new Server({
    // KEDA's connection lies idle while nothing happens; one that is dead is noticed within half a minute.
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 10_000,
  })
  server.addService(externalScaler.service, scaler(ring, depths(connection, vhostOf(broker), management)))
  const bound = await listen(server, `${host}:${port}`, options.tls).catch(async (cause) => {
    await closeConnection(connection)
    throw new PortBusyError(port, { cause })
  })
  return {
    port: bound,
    unready: () => (brokerLost ? 'the RabbitMQ broker does not answer' : undefined),
    metrics: measured(() => ({ lanes: ring.listening, bells: ring.hanging, rings: ring.rings })),
    async [Symbol.asyncDispose]() {
      // Streams last for ever: KEDA opens them anew, at another doorbell.
      server.forceShutdown()
      await ring.close()
      await closeConnection(connection)
    },
  }
}

function listen(server: Server, address: string, tls: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials(tls), (error, port) => (error ? reject(error) : resolve(port)))
  })
}

function credentials(folder: string | undefined): ServerCredentials {
  if (folder === undefined) return ServerCredentials.createInsecure()
  const read = (name: string) => readFileSync(join(folder, name))
  const pair = { cert_chain: read('tls.crt'), private_key: read('tls.key') }
  let authority: Buffer | null = null
  try {
    authority = read('ca.crt')
  } catch {
    // Then anybody may call.
  }
  return ServerCredentials.createSsl(authority, [pair], authority !== null)
}

function measured(
  read: () => { readonly lanes: number; readonly bells: number; readonly rings: number },
): Doorbell['metrics'] {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 250 })
  let counted = 0
  const rings = new Counter({
    name: 'bonghwa_doorbell_rings_total',
    help: 'Events that were heard of.',
    registers,
  })
  const lanes = new Gauge({
    name: 'bonghwa_doorbell_lanes',
    help: 'Lanes that KEDA wants to hear of.',
    registers,
  })
  const hanging = new Gauge({
    name: 'bonghwa_doorbell_bells',
    help: 'Lanes of which it hears by now.',
    registers,
  })
  return {
    contentType: registry.contentType,
    text() {
      const now = read()
      rings.inc(now.rings - counted)
      counted = now.rings
      lanes.set(now.lanes)
      hanging.set(now.bells)
      return registry.metrics()
    },
  }
}
