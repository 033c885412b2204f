import type { FunctionSpec } from '../function/function-spec.ts'
import { preciseNow } from '../telemetry/now.ts'
import { HandlerBrokenError, HandlerFailedError, HandlerTimeoutError, InstanceGoneError } from './errors.ts'
import type { Instance, InstanceHost, StartOrder, Tier } from './instance.ts'
import type { LoadOrder, RuntimeMessage } from './protocol.ts'
import type { RuntimeProcess } from './runtime-process.ts'

/** How long a handler may take to heed its signal after its time is up, before its process is killed. */
const cancelGraceMs = 1_000
/** How long a stopped source or command may take to end. */
const stopGraceMs = 5_000

/** An instance in a runtime process that just got it to load. */
export function processInstance(
  runtime: RuntimeProcess,
  { spec, region, nodeRegion, host }: StartOrder,
  load: LoadOrder,
  tier: Tier,
): Instance {
  const calls = new Map<number, Pending>()
  /** Calls whose time is up and whose handler has not noticed yet: their slots are still taken. */
  const overdue = new Map<number, NodeJS.Timeout>()
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(() => {})
  const startedAt = preciseNow()
  let readyAt: number | undefined
  let state: Instance['state'] = 'starting'
  let lastCall = 0

  const log = (stream: 'stdout' | 'stderr' | 'log') => (line: string) =>
    host.log({ at: Date.now(), function: spec.name, instance: load.instance, stream, line })

  function settle(
    call: number,
    how: (promise: { resolve: (value: unknown) => void; reject: (error: Error) => void }) => void,
  ) {
    const pending = calls.get(call)
    calls.delete(call)
    if (pending) how(pending)
  }

  runtime.adopt({
    message(message: RuntimeMessage) {
      switch (message.kind) {
        case 'ready':
          readyAt = preciseNow()
          if (state === 'starting') state = 'ready'
          ready.resolve()
          break
        case 'broken':
          ready.reject(new HandlerBrokenError(spec.name, firstLine(message.problem)))
          log('stderr')(message.problem)
          break
        case 'result':
          settle(message.call, ({ resolve }) => resolve(message.value))
          break
        case 'error':
          log('stderr')(message.problem)
          settle(message.call, ({ reject }) =>
            reject(new HandlerFailedError(spec.name, firstLine(message.problem))),
          )
          break
        case 'emit':
          forward(message, host, runtime)
          break
        case 'log':
          log('log')(message.line)
          break
        case 'span':
          host.span(message.span)
          break
      }
    },
    line: (stream, line) => log(stream)(line),
  })
  runtime.send({ kind: 'load', ...load })

  const gone = runtime.exited.then((reason) => {
    state = 'gone'
    ready.reject(new HandlerBrokenError(spec.name, `its process ended before it was ready (${reason})`))
    for (const timer of overdue.values()) clearTimeout(timer)
    overdue.clear()
    for (const call of [...calls.keys()]) {
      settle(call, ({ reject }) => reject(new InstanceGoneError(load.instance, reason)))
    }
    return reason
  })

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
      return calls.size + overdue.size
    },
    ready: ready.promise,
    gone,
    async invoke({ event, attempt, timeoutMs }) {
      if (state === 'gone') throw new InstanceGoneError(load.instance, 'it had ended before')
      const call = ++lastCall
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      calls.set(call, { resolve, reject })
      runtime.send({ kind: 'invoke', call, event, attempt })
      const timer = setTimeout(() => {
        runtime.send({ kind: 'cancel', call })
        settle(call, () => reject(new HandlerTimeoutError(spec.name, timeoutMs)))
        // Whatever it does from here on is lost work, and a handler that does not heed its signal cannot be interrupted.
        overdue.set(
          call,
          setTimeout(() => runtime.kill(), cancelGraceMs),
        )
      }, timeoutMs)
      try {
        return await promise
      } finally {
        clearTimeout(timer)
      }
    },
    async stop() {
      if (state === 'gone') return
      state = 'draining'
      runtime.send({ kind: 'stop' })
      const timer = setTimeout(() => {
        if (calls.size === 0) runtime.kill()
      }, stopGraceMs)
      await gone
      clearTimeout(timer)
    },
    kill() {
      // From this moment on nobody may hand it anything, though its end is noticed a little later.
      if (state !== 'gone') state = 'draining'
      runtime.kill()
    },
  }
}

/** What an order to load says beyond the start order: where it runs and what it is given. */
export function loadOrder(
  { spec, region }: StartOrder,
  where: { instance: string; node: string; bundle: string | undefined },
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
    run: where.bundle === undefined ? { command: commandOf(spec) } : { bundle: where.bundle },
    env: { ...env, ...spec.env },
    secrets,
  }
}

function commandOf(spec: FunctionSpec): readonly string[] {
  if (spec.command === undefined) throw new RangeError(`${spec.name} has neither a bundle nor a command.`)
  return spec.command
}

function forward(
  message: Extract<RuntimeMessage, { kind: 'emit' }>,
  host: InstanceHost,
  runtime: RuntimeProcess,
) {
  host.emit(message.event).then(
    () => runtime.send({ kind: 'emitted', emit: message.emit }),
    (error: Error) => runtime.send({ kind: 'emitted', emit: message.emit, error: error.message }),
  )
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

const firstLine = (text: string): string =>
  (text.split('\n')[0] ?? '').replace(/^Error: /, '').replace(/\.$/, '')
