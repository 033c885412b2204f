import { randomUUID } from 'node:crypto'
import { childOf, newTraceContext, parseTraceparent, traceparent } from '../event/trace-context.ts'
import { validEvent } from '../event/validate.ts'
import type { EmittedEvent } from '../function/define.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { preciseNow } from '../telemetry/now.ts'
import { HandlerBrokenError, HandlerFailedError, HandlerTimeoutError, InstanceGoneError } from './errors.ts'
import type { Instance, InstanceHost, LogLine, StartOrder, Tier } from './instance.ts'
import type { LoadOrder, RuntimeMessage } from './protocol.ts'
import type { RuntimeProcess } from './runtime-process.ts'

/** How long a handler may take to heed its signal after its time is up, before its process is killed. */
const cancelGraceMs = 1_000
/** How long a stopped source or command may take to end. */
const stopGraceMs = 5_000
/** How much of what a process said is told with its end. */
const lastLineCount = 5

/**
 * An instance in a runtime process: one that just got its function to load, or a thawed one that has it already.
 *
 * @param freeze keeps its process, which handles nothing, for later; false when it must end instead
 */
export function processInstance(
  runtime: RuntimeProcess,
  { spec, region, nodeRegion, host }: StartOrder,
  load: LoadOrder,
  tier: Tier,
  freeze: () => Promise<boolean>,
): Instance {
  const calls = new Map<number, Pending>()
  /** Calls whose time is up and whose handler has not noticed yet: their slots are still taken. */
  const overdue = new Map<number, NodeJS.Timeout>()
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(() => {})
  const gone = Promise.withResolvers<string>()
  const lastLines: string[] = []
  const startedAt = preciseNow()
  let readyAt: number | undefined
  let state: Instance['state'] = 'starting'
  let lastCall = 0
  let killedBecause: string | undefined
  let broken: string | undefined
  let stopping: Promise<void> | undefined
  /** Set when it is so far that an event would not be handled any more. */
  let leaving = false
  let noteIdle = () => {}
  const inFlight = () => calls.size + overdue.size
  // Who takes one event at a time has no others to wait for.
  const send = spec.concurrency === 1 ? runtime.send : runtime.sendWithOthers

  const log = (stream: LogLine['stream'], line: string, traceId?: string) => {
    const about = { at: Date.now(), function: spec.name, instance: load.instance, stream, line }
    host.log(traceId === undefined ? about : { ...about, traceId })
  }
  function said(stream: LogLine['stream'], line: string, traceId?: string) {
    lastLines.push(line)
    if (lastLines.length > lastLineCount) lastLines.shift()
    log(stream, line, traceId)
  }

  function becomeReady() {
    readyAt = preciseNow()
    if (state === 'starting') state = 'ready'
    ready.resolve()
  }
  function settle(call: number, how: (pending: Pending) => void) {
    const pending = calls.get(call)
    calls.delete(call)
    if (pending) how(pending)
  }
  /** Its handler is done with a call, in time or not. */
  function answered(call: number, how: (pending: Pending) => void) {
    settle(call, how)
    clearTimeout(overdue.get(call))
    overdue.delete(call)
    if (inFlight() === 0) noteIdle()
  }
  function end(reason: string) {
    killedBecause ??= reason
    runtime.kill()
  }
  function leave(reason: string) {
    state = 'gone'
    noteIdle()
    gone.resolve(reason)
  }

  runtime.adopt({
    message(message: RuntimeMessage) {
      switch (message.kind) {
        case 'ready':
          becomeReady()
          break
        case 'broken':
          // Told with its end, when all that it said was heard.
          broken = message.problem
          log('stderr', message.problem)
          break
        case 'result':
          answered(message.call, ({ resolve }) => resolve(message.value))
          break
        case 'error': {
          const [problem = ''] = message.problem.split('\n')
          log('stderr', message.problem, message.traceId)
          answered(message.call, ({ reject }) =>
            reject(new HandlerFailedError(spec.name, asProblem(problem))),
          )
          break
        }
        case 'emit':
          forward(message, host, runtime, load)
          break
        case 'log':
          said('log', message.line, message.traceId)
          break
        case 'span':
          host.span(message.span)
          break
      }
    },
    line: said,
    ended(exit) {
      const reason = killedBecause ?? (leaving ? 'stopped' : exit)
      // What it said last tells why, unless it ended because it was told to.
      const lines = state === 'draining' ? [] : lastLines
      const failure = broken ?? `its process ended before it was ready (${reason})`
      const [problem = '', ...stack] = failure.split('\n')
      const told = [...lines, ...stack].slice(0, lastLineCount)
      ready.reject(new HandlerBrokenError(spec.name, asProblem(problem), told))
      for (const timer of overdue.values()) clearTimeout(timer)
      overdue.clear()
      const words = [reason, ...lines].join('\n')
      for (const call of [...calls.keys()])
        settle(call, ({ reject }) => reject(new InstanceGoneError(load.instance, words)))
      leave(words)
    },
  })
  if (tier === 'frozen') becomeReady()
  else runtime.send({ kind: 'load', ...load })

  async function stop() {
    if (state === 'gone') return
    const mayFreeze = state === 'ready' && spec.kind === 'Function'
    state = 'draining'
    // A source is never done by itself.
    if (spec.kind === 'Source') runtime.send({ kind: 'stop' })
    while (inFlight() > 0) {
      await new Promise<void>((resolve) => {
        noteIdle = resolve
      })
    }
    leaving = true
    if (mayFreeze && (await freeze())) {
      leave('frozen')
      return
    }
    runtime.send({ kind: 'stop' })
    const patience = setTimeout(() => end(`it did not end within ${stopGraceMs / 1000} s`), stopGraceMs)
    await gone.promise
    clearTimeout(patience)
  }

  return {
    id: load.instance,
    function: spec.name,
    region,
    node: load.node,
    nodeRegion,
    pid: runtime.pid,
    tier,
    startedAt,
    get readyAt() {
      return readyAt
    },
    get state() {
      return state
    },
    get inFlight() {
      return inFlight()
    },
    ready: ready.promise,
    gone: gone.promise,
    async invoke({ event, attempt, timeoutMs }) {
      if (leaving || state === 'gone')
        throw new InstanceGoneError(load.instance, 'it had ended before', { begun: false })
      const call = ++lastCall
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      calls.set(call, { resolve, reject })
      send({ kind: 'invoke', call, event, attempt })
      const timer = setTimeout(() => {
        runtime.send({ kind: 'cancel', call })
        settle(call, () => reject(new HandlerTimeoutError(spec.name, timeoutMs)))
        // Whatever it does from here on is lost work, and a handler that does not heed its signal cannot be interrupted.
        overdue.set(
          call,
          setTimeout(() => end('its handler went on after its time was up'), cancelGraceMs),
        )
      }, timeoutMs)
      try {
        return await promise
      } finally {
        clearTimeout(timer)
      }
    },
    stop() {
      stopping ??= stop()
      return stopping
    },
    kill() {
      // It may belong to another by now.
      if (state === 'gone') return
      // From this moment on nobody may hand it anything, though its end is noticed a little later.
      state = 'draining'
      end('killed')
    },
  }
}

/** What an order to load says beyond the start order: where it runs and what it is given. */
export function loadOrder(
  { spec, region }: StartOrder,
  where: {
    instance: string
    node: string
    bundle: string | undefined
    compileCache: string
    port?: number | undefined
  },
  env: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): LoadOrder {
  return {
    function: spec.name,
    instance: where.instance,
    region,
    node: where.node,
    source: spec.kind === 'Source',
    folder: spec.folder,
    run: runOf(spec, where),
    env: { ...env, ...spec.env },
    compileCache: where.compileCache,
    drops: [],
    secrets,
  }
}

function runOf(spec: FunctionSpec, where: { bundle: string | undefined; port?: number | undefined }) {
  if (where.bundle !== undefined) return { bundle: where.bundle }
  return where.port === undefined ? { command: commandOf(spec) } : { port: where.port }
}

function commandOf(spec: FunctionSpec): readonly string[] {
  if (spec.command === undefined) throw new RangeError(`${spec.name} has neither a bundle nor a command.`)
  return spec.command
}

function forward(
  message: Extract<RuntimeMessage, { kind: 'emit' }>,
  host: InstanceHost,
  runtime: RuntimeProcess,
  load: LoadOrder,
) {
  emitted(message, host, load).then(
    () => runtime.send({ kind: 'emitted', emit: message.emit }),
    (error: Error) => runtime.send({ kind: 'emitted', emit: message.emit, error: error.message }),
  )
}

async function emitted(
  { event, at }: { readonly event: EmittedEvent; readonly at: number },
  host: InstanceHost,
  { function: by, region, node, instance }: LoadOrder,
): Promise<void> {
  const parent = parseTraceparent(event.traceparent)
  const complete = validEvent({
    ...event,
    specversion: '1.0',
    id: event.id ?? randomUUID(),
    traceparent: traceparent(parent ? childOf(parent) : newTraceContext()),
  })
  const from = { function: by, region, node, instance, at }
  await host.emit(complete, parent ? { ...from, parentId: parent.spanId } : from)
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

const asProblem = (message: string): string => message.replace(/^Error: /, '').replace(/\.$/, '')
