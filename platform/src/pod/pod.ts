import { type Lane, lane } from '../dispatcher/lane.ts'
import { gaugesOf } from '../dispatcher/lane-gauges.ts'
import { laneQueue } from '../dispatcher/lane-queue.ts'
import type { Scaler } from '../dispatcher/scaler.ts'
import type { LogLine } from '../instance/instance.ts'
import { localBackend } from '../instance/local-backend.ts'
import { beating } from '../placement/beats.ts'
import type { Region } from '../placement/region.ts'
import { rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { type Metrics, metrics } from '../telemetry/metrics.ts'
import { type OtlpOptions, otlpExporter } from '../telemetry/otlp-exporter.ts'
import type { Span } from '../telemetry/span.ts'
import { podPublisher } from './pod-publisher.ts'
import type { PodFunction } from './read-function.ts'

/** One instance of a function, which takes the events of one lane from a broker. */
export interface Pod {
  readonly lane: Lane
  readonly metrics: Metrics
  /** Why nobody should rely on it now, in words. */
  unready(): string | undefined
  /**
   * Takes nothing new, gives back to the broker what has not begun, and resolves once all that had begun is finished and
   * acked.
   */
  drain(): Promise<void>
}

export interface PodOptions {
  readonly function: PodFunction
  /** Whose events it takes. */
  readonly region: string
  /** Every region, one of them the core: where an event goes that names none. */
  readonly regions: readonly Region[]
  readonly node: string
  /** What it is called among all. */
  readonly instance: string
  /** `amqp://user:password@host:5672/vhost` */
  readonly broker: string
  /** For tests that share a broker. */
  readonly exchange?: string
  readonly prefix?: string
  /** Below 0: pods of more are served first. */
  readonly priority?: number | undefined
  readonly dataDirectory: string
  /** Variables that an application gives to its functions. */
  readonly env?: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string | undefined>>
  /** Port on which the function's own image serves, when it has one. */
  readonly serverPort?: number | undefined
  /** The runtime as one file; built unless given. */
  readonly runtime?: string | undefined
  /** A collector that gets every span, by OTLP over HTTP; without one nothing keeps them. */
  readonly otlp?: Omit<OtlpOptions, 'messagingSystem'> | undefined
  readonly log: (line: LogLine) => void
}

/** Within a pod there is one; how many pods there are, KEDA says. */
const alwaysOne: Scaler = { desired: () => 1, restless: false, endsBusy: true, close() {} }

export async function openPod(options: PodOptions): Promise<Pod> {
  const { region, regions, node, serverPort, runtime } = options
  const { spec: written, built } = options.function
  const spec = {
    ...written,
    // The kubelet limits the whole pod.
    resources: { accelerators: {} },
    secrets: serverPort === undefined ? written.secrets : [],
  }
  const home: Region = { name: region, place: { latitude: 0, longitude: 0 }, core: false, nodes: [node] }
  let brokerLost = false
  const { exchange, prefix } = options
  // All take their time, and none needs another.
  const [queues, backend, exporter] = await Promise.all([
    rabbitmqQueues(options.broker, {
      ...(exchange === undefined ? {} : { exchange }),
      ...(prefix === undefined ? {} : { prefix }),
      // What waits here waits in vain while others sleep.
      prefetch: spec.concurrency,
      priority: options.priority,
      onConnection: (state) => {
        brokerLost = state === 'lost'
      },
    }),
    localBackend({
      dataDirectory: options.dataDirectory,
      nodes: [{ name: node, region }],
      standby: 0,
      env: options.env ?? {},
      secrets: options.secrets,
      built: { runtime, handlers: built },
      serverPort,
      confined: false,
    }),
    options.otlp && otlpExporter({ ...options.otlp, messagingSystem: 'rabbitmq' }),
  ])
  const span = (each: Span) => exporter?.export(each)
  await backend.prepare(spec)
  const { name, options: queueOptions } = laneQueue(spec, region)
  const queue = queues.queue(name, queueOptions)
  const measured = metrics(() => ({ lanes: [gaugesOf(own)], nodes: [], regions: [] }))
  const publisher = podPublisher(queues, regions)
  const own = lane({
    name,
    spec,
    home,
    queue,
    backend,
    host: {
      emit: publisher.publish,
      log: options.log,
      span,
    },
    metrics: measured,
    scaler: () => alwaysOne,
    workplace: () => home,
    span,
    changed: () => {},
  })
  own.look()
  const beats = beating(queues.signals, () => [
    { kind: 'instance', region, node, function: spec.name, instance: options.instance },
  ])

  return {
    lane: own,
    metrics: measured,
    unready() {
      if (brokerLost) return 'the RabbitMQ broker does not answer'
      const { problem, instances } = own.state
      if (instances.some(({ state }) => state === 'ready')) return undefined
      return problem ?? 'the function is starting'
    },
    async drain() {
      await queue.stop()
      await own.close()
      await backend[Symbol.asyncDispose]()
      beats[Symbol.dispose]()
      await publisher.close()
      await queues[Symbol.asyncDispose]()
      await exporter?.[Symbol.asyncDispose]()
    },
  }
}
