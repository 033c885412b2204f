import { setTimeout as pause } from 'node:timers/promises'
import type { CloudEvent } from '../event/cloud-event.ts'
import { type FunctionSpec, wants } from '../function/function-spec.ts'
import { InstanceGoneError } from '../instance/errors.ts'
import type { Instance, InstanceBackend, InstanceHost, Tier } from '../instance/instance.ts'
import type { Region } from '../placement/region.ts'
import type { Delivery, Queue, QueueDepth, Verdict } from '../queue/queue.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { steadyNow } from '../telemetry/now.ts'
import type { Span } from '../telemetry/span.ts'
import { afterFailure } from './backoff.ts'
import { type Caller, callers } from './callers.ts'
import { FunctionPausedError } from './errors.ts'
import { fleet } from './fleet.ts'
import { type Hold, heldScaler } from './hold.ts'
import type { LaneFigures, Scaler } from './scaler.ts'
import { type Invoked, segments } from './segments.ts'

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
  /**
   * Waits for an instance, hands it the event past the queue, and gives what the handler returned.
   *
   * @param signal aborted when nobody wants the answer any more: a call that still waits is forgotten
   * @throws FunctionBusyError | FunctionPausedError, and whatever the handler's failure was
   */
  call(event: CloudEvent, signal?: AbortSignal): Promise<unknown>
  /**
   * Takes no more events and stops its instances, which finish what they do.
   *
   * @param why for those who wait for an answer
   */
  close(why?: string): Promise<void>
}

export interface LaneState {
  readonly instances: readonly Instance[]
  readonly desiredReplicas: number
  readonly depth: QueueDepth
  /** Region whose nodes do the work now; `undefined` when none is alive. */
  readonly runsIn: string | undefined
  readonly invocations: number
  readonly errors: number
  readonly coldStarts: Readonly<Record<Tier, number>>
  /** Epoch milliseconds. */
  readonly lastActiveAt: number | undefined
  /** Time that instances existed, in milliseconds. */
  readonly instanceMs: number
  /** Why instances do not start, in words. */
  readonly problem: string | undefined
  readonly hold: Hold | undefined
}

export interface LaneOptions {
  readonly name: string
  readonly spec: FunctionSpec
  readonly home: Region
  readonly queue: Queue
  readonly backend: InstanceBackend
  readonly host: InstanceHost
  readonly metrics: Metrics
  /** Makes what decides its replicas. */
  readonly scaler: (figures: LaneFigures) => Scaler
  /** What a person has decided in place of the scaler; asked at every look. */
  readonly hold?: () => Hold | undefined
  /** Region that should do the work now, or `undefined` when none can. */
  readonly workplace: () => Region | undefined
  readonly span: (span: Span) => void
  /** Called when anything of `state` changed. */
  readonly changed: (lane: Lane) => void
}

/** A moved lane, a slot freed without a call, a cooldown that ends: all are found within this. */
const tickMs = 250
/** After so long a verdict that was not heard is said again. */
const unheardMs = 500
/** How long a lane that closes waits for the queue to take its last verdicts. */
const closingMs = 2000

const emptyQueue: QueueDepth = {
  messagesReady: 0,
  messagesUnacknowledged: 0,
  messagesDelayed: 0,
  deadLetters: 0,
  dropped: 0,
}

export function lane(options: LaneOptions): Lane {
  const { name, spec, home, queue, workplace, hold = () => undefined } = options
  const waiting = callers(spec)
  const timed = segments({ function: spec.name, region: home.name }, options.metrics, options.span)
  const workers = fleet({
    spec,
    home,
    backend: options.backend,
    host: options.host,
    metrics: options.metrics,
    changed: look,
    // An event waits in its queue for a cure; a caller must hear of it.
    broken: (error) => waiting.turnAway(error),
  })
  let desired = 0
  let depth = emptyQueue
  let queueProblem: string | undefined
  /** Callers whose event an instance has. */
  let answering = 0
  let invocations = 0
  let errors = 0
  const handling = new Set<Promise<void>>()
  let settled = 0
  let lastActiveAt: number | undefined
  let closed = false
  let looking = false
  let lookAgain = false
  let tick: NodeJS.Timeout | undefined

  const decides = options.scaler({
    async queue() {
      return { ...(await queue.depth()), settled }
    },
    replicas() {
      const present = workers.staying()
      return { status: present.length, ready: present.filter(({ state }) => state === 'ready').length }
    },
    instances: () => workers.staying(),
    changed: look,
  })
  const scaler = heldScaler(decides, hold)
  const isPaused = () => hold()?.replicas === 0

  function look() {
    lookAgain = true
    if (looking || closed) return
    looking = true
    // Once for all that happens in this turn of the loop.
    process.nextTick(lookUntilQuiet)
  }

  async function lookUntilQuiet() {
    clearTimeout(tick)
    try {
      while (lookAgain && !closed) {
        lookAgain = false
        const held = hold()
        if (held?.replicas === 0) waiting.turnAway(new FunctionPausedError(spec.name, home.name, held))
        else await handOut()
        depth = await queue.depth()
        if (closed) return
        const metric = depth.messagesReady + depth.messagesUnacknowledged + waiting.waiting + answering
        desired = scaler.desired({ now: steadyNow(), metric })
        workers.adjust(desired, workplace(), scaler.endsBusy)
      }
      queueProblem = undefined
    } catch (error) {
      // A queue that cannot be used is this lane's problem, and nobody else's.
      queueProblem = (error as Error).message
    } finally {
      looking = false
    }
    // A lane that only an event, a call or a node can wake needs no clock: they say so themselves.
    if (!closed && !asleep()) tick = setTimeout(look, tickMs).unref()
    options.changed(self)
  }

  const asleep = () =>
    // However many events wait for a paused one, time changes nothing.
    (isPaused() || (!scaler.restless && depth.messagesReady === 0)) &&
    queueProblem === undefined &&
    workers.instances.size + waiting.waiting + answering + desired === 0

  async function handOut() {
    for (
      let free = workers.free(workplace());
      free && !closed && !isPaused();
      free = workers.free(workplace())
    ) {
      const caller = waiting.next()
      if (caller) {
        void answer(caller, free)
        continue
      }
      const delivery = await queue.take()
      if (!delivery) return
      // The instance may have ended while the queue was asked.
      const handled = handle(delivery, free.state === 'ready' ? free : (workers.free(workplace()) ?? free))
      handling.add(handled)
      void handled.finally(() => handling.delete(handled))
    }
  }

  async function answer({ event, resolve, reject }: Caller, instance: Instance) {
    answering++
    lastActiveAt = Date.now()
    try {
      resolve(await invoke({ instance, event, attempt: 1, readyAt: Date.now() }))
    } catch (error) {
      reject(error as Error)
    } finally {
      answering--
      lastActiveAt = Date.now()
      look()
    }
  }

  async function handle(delivery: Delivery, instance: Instance) {
    const { event, attempt, readyAt } = delivery
    lastActiveAt = Date.now()
    let verdict: Verdict | undefined
    try {
      if (passesOver(spec, event)) options.metrics.passedOver({ function: spec.name, region: home.name })
      else await invoke({ instance, event, attempt, readyAt, queue: name })
    } catch (error) {
      verdict = verdictOn(error as Error, attempt)
    }
    // The instance need not wait until this is written down.
    look()
    await settle(delivery, verdict)
    settled++
    lastActiveAt = Date.now()
    look()
  }

  /** What became of an event is said until it is heard: on a full disk that may take a while. */
  async function settle(delivery: Delivery, verdict: Verdict | undefined) {
    do {
      try {
        return verdict === undefined ? await delivery.ack() : await delivery.nack(verdict)
      } catch (error) {
        queueProblem = (error as Error).message
        await pause(unheardMs, undefined, { ref: false })
      }
    } while (!closed)
  }

  function verdictOn(error: Error, attempt: number): Verdict {
    const verdict = afterFailure(spec.retry, attempt, error.message)
    if (!(error instanceof InstanceGoneError)) return verdict
    // Nobody refused the event when its instance was lost: it waits for nothing.
    if (!error.begun) return { requeue: true, untried: true }
    return verdict.requeue ? { requeue: true } : verdict
  }

  async function invoke(invoked: Invoked) {
    const { instance, event, attempt } = invoked
    try {
      const value = await timed(invoked, () => instance.invoke({ event, attempt, timeoutMs: spec.timeoutMs }))
      invocations++
      workers.succeeded()
      return value
    } catch (error) {
      errors++
      throw error
    }
  }

  const stopListening = [queue.onReady(look), queue.onComing?.(look)]

  const self: Lane = {
    name,
    spec,
    home,
    queue,
    get state() {
      return {
        instances: [...workers.instances],
        desiredReplicas: desired,
        depth,
        runsIn: workplace()?.name,
        invocations,
        errors,
        coldStarts: workers.coldStarts,
        lastActiveAt,
        instanceMs: workers.instanceMs,
        problem: queueProblem ?? workers.problem,
        hold: hold(),
      }
    },
    look,
    call(event, signal) {
      const answered = waiting.call(event, signal)
      look()
      return answered
    },
    async close(why = 'the platform is closing') {
      closed = true
      clearTimeout(tick)
      scaler.close()
      for (const stop of stopListening) stop?.()
      waiting.turnAway(new InstanceGoneError(name, why))
      await workers.close()
      // A verdict half told would make the event come twice; a broker that is away cannot be waited for.
      await Promise.race([Promise.allSettled(handling), pause(closingMs, undefined, { ref: false })])
    },
  }
  return self
}

/** Whoever publishes to the broker directly goes by the type of what a function wants, not by the rest of its filter. */
const passesOver = (spec: FunctionSpec, event: CloudEvent): boolean =>
  spec.on.some(({ type }) => type === event.type) && !wants(spec, event)
