import { crashBackoffMs, decide, type Recommendations } from '../autoscaler/decide.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { parseTraceparent } from '../event/trace-context.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { HandlerTimeoutError, InstanceGoneError, NoNodeError } from '../instance/errors.ts'
import type { Instance, InstanceBackend, InstanceHost } from '../instance/instance.ts'
import type { Region } from '../placement/region.ts'
import type { Delivery, Queue, QueueDepth } from '../queue/queue.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { preciseNow } from '../telemetry/now.ts'
import type { Span } from '../telemetry/trace-store.ts'
import { afterFailure } from './backoff.ts'

/**
 * One function and one region: a queue, the instances that empty it, and the count that they should have.
 * Everything that may change that count calls `look`; looking twice changes nothing.
 */
export interface Lane {
  readonly name: string
  readonly spec: FunctionSpec
  readonly home: Region
  readonly queue: Queue
  readonly state: LaneState
  look(): void
  /** Waits for an instance, hands it the event past the queue, and gives what the handler returned. */
  call(event: CloudEvent): Promise<unknown>
  /** Takes no more events and stops its instances. */
  close(): Promise<void>
}

export interface LaneState {
  readonly instances: readonly Instance[]
  readonly desiredReplicas: number
  readonly depth: QueueDepth
  /** Region whose nodes do the work now; `undefined` when none is alive. */
  readonly runsIn: string | undefined
  readonly invocations: number
  readonly errors: number
  readonly coldStarts: Readonly<Record<string, number>>
  /** Epoch milliseconds. */
  readonly lastActiveAt: number | undefined
  /** Time that instances existed, in milliseconds. */
  readonly instanceMs: number
  /** Why instances do not start, in words. */
  readonly problem: string | undefined
}

export interface LaneOptions {
  readonly name: string
  readonly spec: FunctionSpec
  readonly home: Region
  readonly queue: Queue
  readonly backend: InstanceBackend
  readonly host: InstanceHost
  readonly metrics: Metrics
  /** Region that should do the work now, or `undefined` when none can. */
  readonly workplace: () => Region | undefined
  readonly span: (span: Span) => void
  /** Called when anything of `state` changed. */
  readonly changed: () => void
}

/** A moved lane, a slot freed without a call, a cooldown that ends: all are found within this. */
const tickMs = 250

export function lane(options: LaneOptions): Lane {
  const { name, spec, home, queue, backend, host, metrics, workplace } = options
  const labels = { function: spec.name, region: home.name }
  const instances = new Set<Instance>()
  const calls: { event: CloudEvent; resolve: (value: unknown) => void; reject: (error: Error) => void }[] = []
  const coldStarts: Record<string, number> = { 'stand-by': 0, cold: 0 }
  const firstDeliveries = new WeakSet<Instance>()
  let recommendations: Recommendations = []
  let desired = 0
  let depth: QueueDepth = {
    messagesReady: 0,
    messagesUnacknowledged: 0,
    messagesDelayed: 0,
    deadLetters: 0,
    dropped: 0,
  }
  let crashes = 0
  let notBefore = 0
  let problem: string | undefined
  let invocations = 0
  let errors = 0
  let lastActiveAt: number | undefined
  let endedMs = 0
  let closed = false
  let looking = false
  let lookAgain = false

  /** A queue that cannot be used is this lane's problem, and nobody else's. */
  function lookSafely() {
    look().catch((error: Error) => {
      problem = error.message
      options.changed()
    })
  }

  /** Nothing that time alone could change: only an event, a call or a node can wake it, and they say so. */
  const asleep = () =>
    instances.size + calls.length + recommendations.length + desired + depth.messagesReady === 0

  async function look() {
    if (closed) return
    if (looking) {
      lookAgain = true
      return
    }
    looking = true
    try {
      do {
        lookAgain = false
        await handOut()
        depth = await queue.depth()
        scale()
      } while (lookAgain && !closed)
    } finally {
      looking = false
    }
    metrics.replicas(labels, instances.size)
    metrics.depth({ queue: name }, depth)
    options.changed()
  }

  const free = (): Instance | undefined => {
    const site = workplace()?.name
    return [...instances]
      .filter((instance) => instance.state === 'ready' && instance.inFlight < spec.concurrency)
      .filter((instance) => instance.nodeRegion === site)
      .toSorted((a, b) => a.inFlight - b.inFlight)[0]
  }

  async function handOut() {
    for (let instance = free(); instance && !closed; instance = free()) {
      const call = calls.shift()
      if (call) {
        void answer(call, instance)
        continue
      }
      const delivery = await queue.take()
      if (!delivery) return
      // The instance may have ended while the queue was asked.
      void handle(delivery, instance.state === 'ready' ? instance : (free() ?? instance))
    }
  }

  async function answer({ event, resolve, reject }: (typeof calls)[number], instance: Instance) {
    try {
      resolve(
        await timed(instance, event, 1, Date.now(), () =>
          instance.invoke({ event, attempt: 1, timeoutMs: spec.timeoutMs }),
        ),
      )
    } catch (error) {
      reject(error as Error)
    } finally {
      lookSafely()
    }
  }

  async function handle(delivery: Delivery, instance: Instance) {
    const { event, attempt } = delivery
    lastActiveAt = Date.now()
    try {
      await timed(instance, event, attempt, delivery.readyAt, () =>
        instance.invoke({ event, attempt, timeoutMs: spec.timeoutMs }),
      )
      await delivery.ack()
    } catch (error) {
      const verdict = afterFailure(spec.retry, attempt, (error as Error).message)
      // Nobody refused the event when its instance was lost: it waits for nothing.
      const lost = error instanceof InstanceGoneError && verdict.requeue
      await delivery.nack(lost ? { requeue: true } : verdict)
    }
    lastActiveAt = Date.now()
    lookSafely()
  }

  /** Runs one invocation with its counts and its segments: queued, woken, handled. */
  async function timed(
    instance: Instance,
    event: CloudEvent,
    attempt: number,
    readyAt: number,
    invoke: () => Promise<unknown>,
  ): Promise<unknown> {
    const takenAt = preciseNow()
    const traceId = parseTraceparent(event.traceparent)?.traceId
    const segment = (name: string, startedAt: number, endedAt: number, more: Partial<Span> = {}) => {
      if (traceId === undefined) return
      const about = { function: spec.name, region: home.name, node: instance.node, attempt }
      options.span({ traceId, name, startedAt, endedAt, ...about, ...more })
    }
    const woken =
      !firstDeliveries.has(instance) && instance.readyAt !== undefined && instance.readyAt > readyAt
    firstDeliveries.add(instance)
    if (woken && instance.readyAt !== undefined) {
      segment('queued', readyAt, Math.max(readyAt, instance.startedAt))
      segment('woken', Math.max(readyAt, instance.startedAt), instance.readyAt, { tier: instance.tier })
    } else {
      segment('queued', readyAt, takenAt)
    }
    try {
      const value = await invoke()
      invocations++
      metrics.invoked(labels, (preciseNow() - takenAt) / 1000)
      segment('handled', takenAt, preciseNow())
      return value
    } catch (error) {
      errors++
      metrics.failed(labels, error instanceof HandlerTimeoutError ? 'timeout' : 'error')
      segment('handled', takenAt, preciseNow(), { error: (error as Error).message })
      throw error
    }
  }

  function scale() {
    const metric = depth.messagesReady + depth.messagesUnacknowledged + calls.length
    const decision = decide(spec.scale, { now: Date.now(), metric }, recommendations)
    recommendations = decision.desiredReplicas === 0 ? [] : decision.recommendations
    desired = decision.desiredReplicas
    const site = workplace()
    // Whoever works away from where the work belongs now takes nothing new and ends when it is done.
    for (const instance of instances) {
      if (instance.nodeRegion !== site?.name && instance.state === 'ready') void instance.stop()
    }
    const staying = [...instances].filter(({ state }) => state === 'starting' || state === 'ready')
    // A source speaks once per region: its replacement waits until the old one is gone.
    const counted = spec.kind === 'Source' ? instances.size : staying.length
    if (site && Date.now() >= notBefore) {
      for (let missing = desired - counted; missing > 0; missing--) if (!begin(site)) break
    }
    const idle = staying.filter(({ state, inFlight }) => state === 'ready' && inFlight === 0)
    for (const instance of idle.slice(0, Math.max(0, staying.length - desired))) void instance.stop()
  }

  function begin(site: Region): boolean {
    let instance: Instance
    try {
      instance = backend.start({ spec, region: home.name, nodeRegion: site.name, host })
    } catch (error) {
      // The region's nodes went away and nobody has missed their heartbeats yet: the next look finds the neighbour.
      if (error instanceof NoNodeError) return false
      throw error
    }
    instances.add(instance)
    void instance.ready.then(
      () => {
        crashes = 0
        problem = undefined
        coldStarts[instance.tier] = (coldStarts[instance.tier] ?? 0) + 1
        metrics.coldStarted({ ...labels, tier: instance.tier }, (preciseNow() - instance.startedAt) / 1000)
        lookSafely()
      },
      (error: Error) => {
        // A lost node is not the function's fault.
        if (!backend.nodes().some((node) => node.name === instance.node && node.up)) return
        crashes++
        notBefore = Date.now() + crashBackoffMs(crashes)
        problem = error.message
        // An event waits in its queue for a cure; a caller must hear of it.
        for (const { reject } of calls.splice(0)) reject(error)
      },
    )
    void instance.gone.then(() => {
      instances.delete(instance)
      endedMs += preciseNow() - instance.startedAt
      // A source that ends right after it began must not spin.
      if (spec.kind === 'Source' && crashes === 0) notBefore = Date.now() + crashBackoffMs(1)
      lookSafely()
    })
    return true
  }

  const stopListening = queue.onReady(() => lookSafely())
  const timer = setInterval(() => {
    if (!asleep()) lookSafely()
  }, tickMs)
  timer.unref()

  return {
    name,
    spec,
    home,
    queue,
    get state() {
      const alive = [...instances]
      return {
        instances: alive,
        desiredReplicas: desired,
        depth,
        runsIn: workplace()?.name,
        invocations,
        errors,
        coldStarts,
        lastActiveAt,
        instanceMs: alive.reduce((sum, { startedAt }) => sum + preciseNow() - startedAt, endedMs),
        problem,
      }
    },
    look: () => lookSafely(),
    call(event) {
      return new Promise((resolve, reject) => {
        calls.push({ event, resolve, reject })
        lookSafely()
      })
    },
    async close() {
      closed = true
      clearInterval(timer)
      stopListening()
      for (const { reject } of calls.splice(0)) reject(new InstanceGoneError(name, 'the platform is closing'))
      await Promise.all([...instances].map((instance) => instance.stop()))
    },
  }
}
