import { join } from 'node:path'
import { type Lane, lane } from '../dispatcher/lane.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { newTraceContext, parseTraceparent, traceparent } from '../event/trace-context.ts'
import { validEvent } from '../event/validate.ts'
import { FunctionUnknownError } from '../function/errors.ts'
import { type FunctionSpec, wants } from '../function/function-spec.ts'
import type { LogLine, NodeState } from '../instance/instance.ts'
import { localBackend } from '../instance/local-backend.ts'
import { homeOf, isAlive, placeWork } from '../placement/place.ts'
import type { Region } from '../placement/region.ts'
import { embeddedQueues } from '../queue/embedded-queue.ts'
import type { QueueBackend } from '../queue/queue.ts'
import { type RabbitmqOptions, rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { type Metrics, metrics } from '../telemetry/metrics.ts'
import { type TraceStore, traceStore } from '../telemetry/trace-store.ts'
import { type History, history } from './history.ts'

/** The whole of one machine: functions in, events in, instances from zero and back. */
export interface Platform extends AsyncDisposable {
  readonly regions: readonly Region[]
  readonly traces: TraceStore
  readonly metrics: Metrics
  readonly history: History
  /**
   * Makes a function or source ready to be woken, with a lane in every region.
   *
   * @throws FunctionInvalidError | SecretMissingError; the others go on
   */
  deploy(spec: FunctionSpec): Promise<void>
  /** Shows a function that could not be deployed, with the reason. */
  refuse(name: string, problem: string): void
  /**
   * Resolves once the event is safe in the lane of every function that asked for it.
   *
   * @throws EventInvalidError
   */
  publish(event: CloudEvent): Promise<void>
  /** @throws FunctionUnknownError, and whatever the handler's failure was */
  invoke(name: string, event: CloudEvent): Promise<unknown>
  lanes(): readonly Lane[]
  refused(): ReadonlyMap<string, string>
  nodes(): readonly NodeState[]
  /** Names of the regions in which some node answers. */
  aliveRegions(): ReadonlySet<string>
  killNode(name: string): void
  startNode(name: string): void
  /** The last lines of a function's instances, oldest first. */
  logs(name: string): readonly LogLine[]
  /** Calls back after anything that `lanes`, `nodes` or `regions` show has changed. */
  onChange(listener: () => void): () => void
  /** Calls back for every event that was published. */
  onEvent(listener: (event: CloudEvent) => void): () => void
}

export interface PlatformOptions {
  readonly regions: readonly Region[]
  /** Where all state lies. */
  readonly dataDirectory: string
  /** A RabbitMQ broker for the queues; without one they lie in the data directory. */
  readonly broker?: ({ readonly url: string } & RabbitmqOptions) | undefined
  readonly standby: number
  readonly env: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string | undefined>>
}

const logLines = 500
const rollCallMs = 500

export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const { regions, dataDirectory } = options
  const queues = await openQueues(options)
  const traces = traceStore(join(dataDirectory, 'traces.db'))
  const measured = metrics()
  const backend = await localBackend({
    dataDirectory,
    nodes: regions.flatMap((region) => region.nodes.map((name) => ({ name, region: region.name }))),
    standby: options.standby,
    env: options.env,
    secrets: options.secrets,
  })
  const lanes: Lane[] = []
  const refused = new Map<string, string>()
  const logs = new Map<string, LogLine[]>()
  const changeListeners = new Set<() => void>()
  const eventListeners = new Set<(event: CloudEvent) => void>()
  const past = history()

  function changed() {
    past.note(lanes)
    for (const listener of changeListeners) listener()
  }
  const lookEverywhere = () => {
    for (const each of lanes) each.look()
    changed()
  }
  backend.onChange(lookEverywhere)

  const aliveRegions = () =>
    new Set(
      backend
        .nodes()
        .filter((node) => isAlive(node.heartbeatAt, Date.now()))
        .map((node) => node.region),
    )

  // A region dies by silence, which nothing announces.
  let answering = ''
  const roll = setInterval(() => {
    const now = [...aliveRegions()].join()
    if (now !== answering) lookEverywhere()
    answering = now
  }, rollCallMs)
  roll.unref()

  const host = {
    emit: publish,
    log(line: LogLine) {
      const lines = logs.get(line.function) ?? []
      lines.push(line)
      if (lines.length > logLines) lines.shift()
      logs.set(line.function, lines)
    },
    span: traces.add,
  }

  async function publish(candidate: CloudEvent) {
    const event = traced(validEvent(candidate))
    const home = homeOf(event, regions)
    const targets = lanes.filter((each) => each.home === home && wants(each.spec, event))
    if (targets.some((each) => each.spec.delivery === 'durable')) keep(event)
    await queues.publish(
      event,
      targets.map(({ name }) => name),
    )
    for (const listener of eventListeners) listener(event)
  }
  function keep(event: CloudEvent) {
    const context = parseTraceparent(event.traceparent)
    if (context) traces.keep(context.traceId)
  }

  return {
    regions,
    traces,
    metrics: measured,
    history: past,
    async deploy(spec) {
      await backend.prepare(spec)
      for (const home of regions) {
        const name = `${spec.kind === 'Source' ? 'src' : 'fn'}.${spec.name}.${home.name}`
        lanes.push(
          lane({
            name,
            spec,
            home,
            queue: queues.queue(name, { delivery: spec.delivery, maxLength: spec.maxLength }),
            backend,
            host,
            metrics: measured,
            workplace: () => placeWork(spec.placement, home, regions, aliveRegions()),
            span: traces.add,
            changed,
          }),
        )
        lanes.at(-1)?.look()
      }
    },
    refuse(name, problem) {
      refused.set(name, problem)
      changed()
    },
    publish,
    async invoke(name, candidate) {
      const event = traced(validEvent(candidate))
      const home = homeOf(event, regions)
      const target = lanes.find(
        (each) => each.spec.name === name && each.spec.kind === 'Function' && each.home === home,
      )
      if (!target) throw new FunctionUnknownError(name, [...new Set(lanes.map(({ spec }) => spec.name))])
      keep(event)
      return target.call(event)
    },
    lanes: () => lanes,
    refused: () => refused,
    nodes: () => backend.nodes(),
    aliveRegions,
    killNode: (name) => backend.killNode(name),
    startNode: (name) => backend.startNode(name),
    logs: (name) => logs.get(name) ?? [],
    onChange: subscribe(changeListeners),
    onEvent: subscribe(eventListeners),
    async [Symbol.asyncDispose]() {
      clearInterval(roll)
      await Promise.all(lanes.map((each) => each.close()))
      await backend[Symbol.asyncDispose]()
      await queues[Symbol.asyncDispose]()
      traces[Symbol.dispose]()
    },
  }
}

async function openQueues({ broker, dataDirectory }: PlatformOptions): Promise<QueueBackend> {
  return broker === undefined
    ? embeddedQueues(join(dataDirectory, 'queue.db'))
    : rabbitmqQueues(broker.url, broker)
}

const traced = (event: CloudEvent): CloudEvent =>
  parseTraceparent(event.traceparent) ? event : { ...event, traceparent: traceparent(newTraceContext()) }

const subscribe =
  <Listener>(listeners: Set<Listener>) =>
  (listener: Listener) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
