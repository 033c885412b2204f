import { join } from 'node:path'
import type { ScaledObject } from '../autoscaler/scaled-object.ts'
import { HoldUnsupportedError } from '../dispatcher/errors.ts'
import { type Lane, lane } from '../dispatcher/lane.ts'
import { gaugesOf } from '../dispatcher/lane-gauges.ts'
import { keysOf, laneQueue } from '../dispatcher/lane-queue.ts'
import { named } from '../dispatcher/segments.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { parseTraceparent, traced } from '../event/trace-context.ts'
import { validEvent } from '../event/validate.ts'
import { FunctionUnknownError } from '../function/errors.ts'
import { type FunctionSpec, wants } from '../function/function-spec.ts'
import { instancesElsewhere } from '../instance/elsewhere.ts'
import { type FrozenOptions, frozenByDefault } from '../instance/frozen-pool.ts'
import type { LogLine, NodeState, Publisher } from '../instance/instance.ts'
import { localBackend } from '../instance/local-backend.ts'
import { beating } from '../placement/beats.ts'
import { RegionElsewhereError } from '../placement/errors.ts'
import { type HeardNode, hearing } from '../placement/hearing.ts'
import { laneRegion } from '../placement/lane-region.ts'
import { homeOf, isAlive, standIns } from '../placement/place.ts'
import type { Region } from '../placement/region.ts'
import type { RegionHealth } from '../placement/region-health.ts'
import { embeddedQueues } from '../queue/embedded-queue.ts'
import type { QueueBackend } from '../queue/queue.ts'
import type { ConnectionListener } from '../queue/rabbitmq-connection.ts'
import { type RabbitmqOptions, type RabbitmqQueues, rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import type { Gauges } from '../telemetry/gauges.ts'
import { type Metrics, metrics } from '../telemetry/metrics.ts'
import { preciseNow, steadyNow } from '../telemetry/now.ts'
import { type OtlpOptions, otlpExporter } from '../telemetry/otlp-exporter.ts'
import type { Span } from '../telemetry/span.ts'
import { type TraceStore, traceStore } from '../telemetry/trace-store.ts'
import { clientIdIn } from '../trigger/client-id.ts'
import { triggers } from '../trigger/triggers.ts'
import { type History, history } from './history.ts'
import { lanesToHold, openHolds } from './holds.ts'
import { healthByNodes } from './nodes-health.ts'
import { refuseSwap } from './redeploy.ts'
import { scaling } from './scaling.ts'

/** The whole of one machine: functions in, events in, instances from zero and back. */
export interface Platform extends AsyncDisposable {
  readonly regions: readonly Region[]
  readonly traces: TraceStore
  /** What holds the queues, as `messaging.system` of OpenTelemetry has it. */
  readonly queueSystem: string
  readonly metrics: Metrics
  readonly history: History
  /**
   * Makes a function or source ready to be woken, with a lane in every region. It takes the place of a function of its
   * name: what is in work is finished by the old one, what waits goes to the new one.
   *
   * @param scaledObject takes the place of the manifest's `scale`, all but `activation`
   * @returns false when it is there already, with the same manifest and the same code
   * @throws FunctionInvalidError | SecretMissingError; the others go on, and so does the one of its name
   */
  deploy(spec: FunctionSpec, scaledObject?: ScaledObject): Promise<boolean>
  /** Everything that is to be there at first is deployed: from here on times and MQTT messages wake functions too. */
  start(): Promise<void>
  /** Why nobody should rely on it now, in words: it has not started, or its broker is away. */
  unready(): string | undefined
  /** Why times and messages cannot wake a function, in words. */
  triggerProblem(name: string): string | undefined
  /** Shows a function that could not be deployed, with the reason; without one, what was shown of it no more. */
  refuse(name: string, problem: string | undefined): void
  /**
   * Resolves once the event is safe in the lane of every function that asked for it.
   *
   * @throws EventInvalidError
   */
  publish(event: CloudEvent): Promise<void>
  /**
   * Resolves once the event is safe in the lane of this function and the event's region, whatever it asked for.
   *
   * @throws EventInvalidError | FunctionUnknownError
   */
  publishTo(name: string, event: CloudEvent): Promise<void>
  /**
   * @param signal aborted when nobody wants the answer any more
   * @throws FunctionUnknownError | FunctionBusyError | FunctionPausedError | RegionElsewhereError, and whatever the handler's failure was
   */
  invoke(name: string, event: CloudEvent, signal?: AbortSignal): Promise<unknown>
  /**
   * Holds a function at a count of instances, whatever comes, until it is lifted: 0 pauses it. Kept over a restart.
   *
   * @param replicas without it, what held the function is lifted
   * @param region one of its lanes; without it all whose work is done here
   * @param by whose decision it is; empty when nobody is known
   * @throws FunctionUnknownError | HoldInvalidError | HoldUnsupportedError | RegionUnknownError | RegionElsewhereError
   */
  hold(name: string, replicas: number | undefined, region: string | undefined, by: string): void
  lanes(): readonly Lane[]
  /** The lanes of one function or source, in the order of the regions; none when there is no such function. */
  lanesOf(name: string): readonly Lane[]
  refused(): ReadonlyMap<string, string>
  nodes(): readonly NodeState[]
  /** How a region is: by its nodes where they are here, else by the heartbeats that come from it. */
  health(region: string): RegionHealth
  /** Nodes elsewhere, from which heartbeats come. */
  heardNodes(): readonly HeardNode[]
  /** Instances of a function elsewhere, by the region whose lane they serve. */
  heardInstances(name: string): ReadonlyMap<string, number>
  killNode(name: string): void
  startNode(name: string): void
  /** The last lines of a function's instances, oldest first. */
  logs(name: string): readonly LogLine[]
  /** Calls back for every line that an instance logs. */
  onLog(listener: (line: LogLine) => void): () => void
  /** Calls back after anything that `lanes`, `nodes` or `regions` show has changed. */
  onChange(listener: () => void): () => void
  /** Calls back for every event that was published. */
  onEvent(listener: (event: CloudEvent) => void): () => void
  /** Calls back for every span of every trace. */
  onSpan(listener: (span: Span) => void): () => void
}

export interface PlatformOptions {
  readonly regions: readonly Region[]
  /**
   * The one region whose work is done here, on a broker of its own; events of the others are only put into their lanes there.
   * Without it, all of them.
   */
  readonly site?: string | undefined
  /** Where all state lies. */
  readonly dataDirectory: string
  /** A RabbitMQ broker for the queues; without one they lie in the data directory. */
  readonly broker?: ({ readonly url: string } & Omit<RabbitmqOptions, 'onConnection'>) | undefined
  /** URL of an MQTT broker whose messages wake functions. */
  readonly mqtt?: string | undefined
  /** Who runs the functions: this process, unless it only publishes to those that run elsewhere. */
  readonly instances?: 'here' | 'elsewhere'
  /** Types of events of which `onEvent` is to hear although functions elsewhere publish them. */
  readonly overheard?: readonly string[]
  readonly standby: number
  /** Processes of idle functions that are stopped instead of ended; `frozenByDefault` without it. */
  readonly frozen?: FrozenOptions
  readonly env: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string | undefined>>
  /** A collector that gets every span, by OTLP over HTTP. */
  readonly otlp?: Omit<OtlpOptions, 'messagingSystem'> | undefined
}

const logLines = 500
const rollCallMs = 500

export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const { regions, dataDirectory, mqtt } = options
  const own = options.site === undefined ? undefined : regions.find(({ name }) => name === options.site)
  const isHere = (region: Region) => own === undefined || region === own
  /** What names no region belongs to where it came up. */
  const homeFor = (event: CloudEvent) =>
    own !== undefined && event.region === undefined ? own : homeOf(event, regions)
  const wakers = triggers({
    deliver: publishTo,
    passedOver: (name, event) =>
      measured.passedOver({ function: name, region: laneFor(name, event).home.name }),
    mqtt: mqtt === undefined ? undefined : { url: mqtt, clientId: clientIdIn(dataDirectory) },
    changed: announce,
  })
  let started = false
  let brokerLost = false
  const { queues, rabbitmq } = await openQueues(options, (state) => {
    brokerLost = state === 'lost'
  })
  const signals = rabbitmq?.signals
  const traces = traceStore(join(dataDirectory, 'traces.db'))
  const queueSystem = queues.kind === 'rabbitmq' ? queues.kind : 'bonghwa'
  const exporter = options.otlp && (await otlpExporter({ ...options.otlp, messagingSystem: queueSystem }))
  let lanes: readonly Lane[] = []
  const byName = new Map<string, Lane[]>()
  const byEventType = new Map<string, Lane[]>()
  const measured = metrics(state)
  const backend =
    options.instances === 'elsewhere'
      ? instancesElsewhere()
      : await localBackend({
          dataDirectory,
          nodes: regions
            .filter(isHere)
            .flatMap((region) => region.nodes.map((name) => ({ name, region: region.name }))),
          standby: options.standby,
          frozen: options.frozen ?? frozenByDefault,
          env: options.env,
          secrets: options.secrets,
        })
  /** Of the regions that are not served here. */
  const others = instancesElsewhere()
  const refused = new Map<string, string>()
  /** Of what a function was deployed from. */
  const deployed = new Map<string, string>()
  /** Functions whose place was taken, until they are done. */
  const retiring = new Set<Promise<void>>()
  const logs = new Map<string, LogLine[]>()
  const changeListeners = new Set<() => void>()
  const logListeners = new Set<(line: LogLine) => void>()
  const eventListeners = new Set<(event: CloudEvent) => void>()
  const spanListeners = new Set<(span: Span) => void>()
  if (exporter) spanListeners.add(exporter.export)
  const overhearing =
    options.overheard === undefined
      ? undefined
      : rabbitmq?.overhear(options.overheard.flatMap(keysOf), (event) => {
          for (const listener of eventListeners) listener(event)
        })
  const past = history()
  const holds = openHolds(join(dataDirectory, 'holds.json'))
  let alive: ReadonlySet<string> = new Set()

  function state(): Gauges {
    const now = steadyNow()
    return {
      lanes: lanes.map(gaugesOf),
      nodes: backend.nodes().map(({ name, region, heartbeatAt, instances, standby, frozen }) => ({
        ...{ name, region, standby, frozen },
        alive: isAlive(heartbeatAt, now),
        instances: instances.length,
      })),
      regions: regions.map(({ name }) => ({ name, state: health(name).state })),
    }
  }
  /** What is not here is known by its heartbeats alone. */
  const heard =
    signals && (options.instances === 'elsewhere' || own !== undefined)
      ? hearing(signals, {
          regions: regions.map(({ name }) => name),
          instances: true,
          // Whatever the others do, to a site their silence may be its line's.
          behindLine: (region) => own !== undefined && region !== own.name,
          changed: announce,
        })
      : undefined
  const health = (region: string): RegionHealth =>
    heard !== undefined && region !== own?.name
      ? heard.health(region)
      : healthByNodes(
          backend.nodes().filter((node) => node.region === region),
          steadyNow(),
        )
  function announce() {
    for (const listener of changeListeners) listener()
  }
  function changed({ spec }: Lane) {
    past.note(byName.get(spec.name) ?? [])
    announce()
  }

  // A region dies by silence, which nothing announces.
  function callTheRoll() {
    const now = steadyNow()
    const answering = backend.nodes().filter((node) => isAlive(node.heartbeatAt, now))
    const before = [...alive].join()
    alive = new Set(answering.map(({ region }) => region))
    return [...alive].join() !== before
  }
  const lookEverywhere = () => {
    for (const each of lanes) each.look()
    announce()
  }
  // Of a node's instances their own lanes hear; all lanes look only when work has to move.
  backend.onChange(() => {
    if (callTheRoll()) lookEverywhere()
    else announce()
  })
  callTheRoll()
  const roll = setInterval(() => {
    if (callTheRoll()) lookEverywhere()
  }, rollCallMs)
  roll.unref()
  const beats = signals && own ? beating(signals, ownBeats) : undefined
  /** A site says of itself that it is there, and that silence is not its death. */
  function ownBeats() {
    const now = steadyNow()
    return backend
      .nodes()
      .filter(({ heartbeatAt }) => isAlive(heartbeatAt, now))
      .map(({ name: node, region, instances }) => ({
        ...{ kind: 'region' as const, region, node, apart: true },
        instances: instances.length,
      }))
  }

  const host = {
    emit: (event: CloudEvent, from: Publisher) => publish(event, from),
    log(line: LogLine) {
      const lines = logs.get(line.function) ?? []
      lines.push(line)
      if (lines.length > logLines) lines.shift()
      logs.set(line.function, lines)
      for (const listener of logListeners) listener(line)
    },
    span: record,
  }

  function record(span: Span) {
    traces.add(span)
    for (const listener of spanListeners) listener(span)
  }

  async function publish(candidate: CloudEvent, from?: Publisher) {
    const event = traced(validEvent(candidate))
    const home = homeFor(event)
    const interested = byEventType.get(event.type) ?? []
    await put(
      event,
      interested.filter((each) => each.home === lanesHome(each.spec, home) && wants(each.spec, event)),
      from,
    )
    for (const listener of eventListeners) listener(event)
  }
  /** Here a lane's work moves by itself; elsewhere it is its publisher who passes by the lane of a dead region. */
  function lanesHome({ kind, placement }: FunctionSpec, home: Region): Region {
    if (heard === undefined || kind === 'Source') return home
    return laneRegion(placement, home, regions, (region) => health(region).state !== 'dead')
  }
  async function publishTo(name: string, candidate: CloudEvent) {
    const event = traced(validEvent(candidate))
    await put(event, [laneFor(name, event)])
    for (const listener of eventListeners) listener(event)
  }
  async function put(event: CloudEvent, targets: readonly Lane[], from: Publisher = { at: preciseNow() }) {
    measured.published(byEventType.has(event.type) ? event.type : 'other')
    if (targets.some(({ spec }) => spec.delivery === 'durable')) keep(event)
    await queues.publish(
      event,
      targets.map(({ name }) => name),
    )
    const context = parseTraceparent(event.traceparent)
    if (targets.length === 0 || context === undefined) return
    const { at: startedAt, ...publisher } = from
    record({
      ...publisher,
      ...context,
      name: 'published',
      startedAt,
      endedAt: preciseNow(),
      event: named(event),
    })
  }
  function keep(event: CloudEvent) {
    const context = parseTraceparent(event.traceparent)
    if (context) traces.keep(context.traceId)
  }
  /** They finish what they have in work; who waited for an answer of theirs asks again. */
  function retire(before: readonly Lane[]) {
    const [first] = before
    if (first === undefined) return
    const done = Promise.all(before.map((each) => each.close('it was deployed again'))).then(() => {
      backend.retire(first.spec)
      retiring.delete(done)
    })
    retiring.add(done)
  }
  function laneFor(name: string, event: CloudEvent): Lane {
    const home = homeFor(event)
    const target = byName
      .get(name)
      ?.find((each) => each.spec.kind === 'Function' && each.home === lanesHome(each.spec, home))
    if (!target) throw new FunctionUnknownError(name, [...byName.keys()])
    return target
  }

  return {
    regions,
    traces,
    queueSystem,
    metrics: measured,
    history: past,
    async deploy(given, scaledObject) {
      const { spec, scaler } = scaling(given, scaledObject)
      const before = byName.get(spec.name) ?? []
      refuseSwap(before[0]?.spec, spec)
      const code = await backend.prepare(spec)
      const madeOf = JSON.stringify([spec, scaledObject, code])
      if (before.length > 0 && code !== undefined && deployed.get(spec.name) === madeOf) {
        backend.retire(spec)
        return false
      }
      const made = regions.map((home) => {
        const { name, options: queueOptions } = laneQueue(spec, home.name)
        const candidates = standIns(spec.placement, home, regions).filter(isHere)
        const taken = isHere(home) ? 'here' : 'elsewhere'
        return lane({
          name,
          spec,
          home,
          queue: queues.queue(name, { ...queueOptions, taken }),
          backend: isHere(home) ? backend : others,
          host,
          metrics: measured,
          scaler,
          hold: () => holds.of(name),
          workplace: () => candidates.find((region) => alive.has(region.name)),
          span: record,
          changed,
        })
      })
      lanes = [...lanes.filter((each) => !before.includes(each)), ...made]
      byName.set(spec.name, made)
      deployed.set(spec.name, madeOf)
      for (const [type, wanting] of byEventType)
        byEventType.set(
          type,
          wanting.filter((each) => !before.includes(each)),
        )
      for (const type of new Set(spec.on.map((subscription) => subscription.type))) {
        byEventType.set(type, [...(byEventType.get(type) ?? []), ...made])
      }
      for (const each of made) {
        measured.lane({ function: spec.name, region: each.home.name })
        each.look()
      }
      await wakers.add(spec)
      refused.delete(spec.name)
      retire(before)
      return true
    },
    async start() {
      await wakers.start()
      started = true
    },
    unready() {
      if (!started) return 'functions are being deployed'
      return brokerLost ? 'the RabbitMQ broker does not answer' : undefined
    },
    triggerProblem: wakers.problem,
    refuse(name, problem) {
      if (problem === undefined) refused.delete(name)
      else refused.set(name, problem)
      announce()
    },
    publish: (event) => publish(event),
    publishTo,
    async invoke(name, candidate, signal) {
      const event = traced(validEvent(candidate))
      const target = laneFor(name, event)
      if (!isHere(target.home)) throw new RegionElsewhereError(target.home.name)
      keep(event)
      return target.call(event, signal)
    },
    hold(name, replicas, region, by) {
      const own = byName.get(name)?.filter(({ spec }) => spec.kind === 'Function')
      if (!own?.length) throw new FunctionUnknownError(name, [...byName.keys()])
      if (options.instances === 'elsewhere') throw new HoldUnsupportedError(name)
      const held = lanesToHold(own, { replicas, region, isHere })
      holds.set(
        held.map((each) => each.name),
        replicas === undefined ? undefined : { replicas, by, since: new Date().toISOString() },
      )
      for (const each of held) each.look()
    },
    lanes: () => lanes,
    lanesOf: (name) => byName.get(name) ?? [],
    refused: () => refused,
    nodes: () => backend.nodes(),
    health,
    heardNodes: () => heard?.nodes() ?? [],
    heardInstances: (name) => heard?.instances(name) ?? new Map(),
    killNode: (name) => backend.killNode(name),
    startNode: (name) => backend.startNode(name),
    logs: (name) => logs.get(name) ?? [],
    onLog: subscribe(logListeners),
    onChange: subscribe(changeListeners),
    onEvent: subscribe(eventListeners),
    onSpan: subscribe(spanListeners),
    async [Symbol.asyncDispose]() {
      clearInterval(roll)
      beats?.[Symbol.dispose]()
      await heard?.close()
      await overhearing?.close()
      await wakers[Symbol.asyncDispose]()
      await Promise.all([...lanes.map((each) => each.close()), ...retiring])
      await backend[Symbol.asyncDispose]()
      await queues[Symbol.asyncDispose]()
      traces[Symbol.dispose]()
      await exporter?.[Symbol.asyncDispose]()
    },
  }
}

async function openQueues(
  { broker, dataDirectory }: PlatformOptions,
  onConnection: ConnectionListener,
): Promise<{ readonly queues: QueueBackend; readonly rabbitmq?: RabbitmqQueues }> {
  if (broker === undefined) return { queues: await embeddedQueues(join(dataDirectory, 'queue.db')) }
  const queues = await rabbitmqQueues(broker.url, { ...broker, onConnection })
  return { queues, rabbitmq: queues }
}

const subscribe =
  <Listener>(listeners: Set<Listener>) =>
  (listener: Listener) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
