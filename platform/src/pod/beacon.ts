import { collectDefaultMetrics, Registry } from 'prom-client'
import { beating } from '../placement/beats.ts'
import { closeConnection, openConnection } from '../queue/rabbitmq-connection.ts'
import { rabbitmqSignals } from '../queue/rabbitmq-signals.ts'
import type { Health } from './health-server.ts'

/**
 * A region's sign of life. Functions are at zero most of the time, and a watch, a gateway or a doorbell is put elsewhere when its node
 * is lost: none of them can say that the region is there. This can, as it runs in its region or not at all.
 */
export interface Beacon extends AsyncDisposable, Health {}

export interface BeaconOptions {
  /** `amqp://user:password@host:5672/vhost` */
  readonly broker: string
  readonly exchange?: string
  readonly region: string
  readonly node: string
}

const connectWaitMs = 10_000

/** @throws BrokerUnreachableError | BrokerRefusedError | BrokerAddressInvalidError */
export async function openBeacon({
  broker,
  exchange = 'bonghwa',
  region,
  node,
}: BeaconOptions): Promise<Beacon> {
  let brokerLost = false
  const connection = await openConnection(broker, `beacon of ${region}`, connectWaitMs, (state) => {
    brokerLost = state === 'lost'
  })
  const signals = rabbitmqSignals({ publishing: connection, consuming: connection }, exchange)
  const beats = beating(signals, () => [{ kind: 'region', region, node }])
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 250 })
  return {
    unready: () => (brokerLost ? 'the RabbitMQ broker does not answer' : undefined),
    metrics: { contentType: registry.contentType, text: () => registry.metrics() },
    async [Symbol.asyncDispose]() {
      beats[Symbol.dispose]()
      await signals.close()
      await closeConnection(connection)
    },
  }
}
