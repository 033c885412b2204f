import { enableCompileCache } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { CloudEvent } from '../event/cloud-event.ts'
import { parseTraceparent } from '../event/trace-context.ts'
import type { DefinedFunction, DefinedSource, EmittedEvent, FunctionContext } from '../function/define.ts'
import type { Outbox } from '../instance/outbox.ts'
import {
  type HostMessage,
  type LoadOrder,
  type RuntimeMessage,
  wakeDescriptor,
} from '../instance/protocol.ts'
import { preciseNow } from '../telemetry/now.ts'
import { nameAuthorLines } from './author-lines.ts'
import { commandHandler } from './command.ts'
import { serverHandler } from './http-server.ts'
import { lateFs } from './late-fs.ts'
import type { LoadedHandler } from './loaded-handler.ts'
import { problemOf } from './problem.ts'

/** Node 24 has it, its types do not yet. What is dropped never comes back. */
const { permission } = process as unknown as {
  permission: { drop(scope: string, path?: string): void }
}

/** A function in this process. */
export interface Running {
  receive(message: HostMessage): void
}

/** Loads what the order names and resolves when it can take events. @param out the way to the host */
export async function load(order: LoadOrder, out: Outbox<RuntimeMessage>): Promise<Running> {
  const { send } = out
  Object.assign(process.env, order.env)
  for (const { scope, path } of order.drops) permission.drop(scope, path)
  const calls = new Map<number, AbortController>()
  const emits = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
  const stopping = new AbortController()
  let emitCount = 0

  const contextOf = (
    event: CloudEvent | undefined,
    attempt: number,
    signal: AbortSignal,
  ): FunctionContext => ({
    function: order.function,
    region: order.region,
    node: order.node,
    attempt,
    signal,
    secrets: order.secrets,
    log: (message, fields) =>
      send({
        kind: 'log',
        line: fields ? `${message} ${JSON.stringify(fields)}` : message,
        ...traceOf(event),
      }),
    async emit(partial) {
      const emit = emitCount++
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      emits.set(emit, { resolve, reject })
      send({ kind: 'emit', emit, at: preciseNow(), event: attributed(partial, event, order) })
      await promise
    },
    span(name, startedAt, endedAt, place) {
      const beginning = typeof place === 'object' ? place.begins : undefined
      const context = parseTraceparent(beginning ?? (place as string | undefined) ?? event?.traceparent)
      if (!context) return
      send({
        kind: 'span',
        span: {
          traceId: context.traceId,
          ...(beginning === undefined ? { parentId: context.spanId } : { spanId: context.spanId }),
          name,
          startedAt,
          endedAt,
          function: order.function,
          region: order.region,
          node: order.node,
          instance: order.instance,
        },
      })
    },
  })

  const handler = await handlerOf(order, contextOf(undefined, 1, stopping.signal), stopping.signal)

  async function endWhenIdle() {
    if (!stopping.signal.aborted || calls.size > 0) return
    await handler.end()
    out.flush()
    if (calls.size === 0 && process.connected) process.disconnect()
  }

  async function invoke({ call, event, attempt }: Extract<HostMessage, { kind: 'invoke' }>) {
    const controller = new AbortController()
    calls.set(call, controller)
    let answer: RuntimeMessage
    try {
      const value = await handler.handle(event, contextOf(event, attempt, controller.signal))
      answer = { kind: 'result', call, ...(value === undefined ? {} : { value }) }
    } catch (error) {
      answer = { kind: 'error', call, problem: problemOf(error), ...traceOf(event) }
    }
    calls.delete(call)
    out.add(answer)
    void endWhenIdle()
  }

  return {
    receive(message) {
      switch (message.kind) {
        case 'invoke':
          void invoke(message)
          break
        case 'cancel':
          calls.get(message.call)?.abort()
          break
        case 'emitted': {
          const emit = emits.get(message.emit)
          emits.delete(message.emit)
          if (message.error === undefined) emit?.resolve()
          else emit?.reject(new Error(message.error))
          break
        }
        case 'stop':
          stopping.abort()
          void endWhenIdle()
          break
        case 'rest':
          handler.rest?.()
          send({ kind: 'resting' }, untilWoken)
          break
      }
    },
  }
}

async function handlerOf(
  order: LoadOrder,
  context: FunctionContext,
  signal: AbortSignal,
): Promise<LoadedHandler> {
  if ('command' in order.run) return commandHandler(order, order.run.command, context)
  if ('port' in order.run) return serverHandler(order.run.port)
  // For the function alone: what boots this process is small, and a command needs neither.
  enableCompileCache(order.compileCache)
  nameAuthorLines(order.run.bundle)
  const module = (await import(pathToFileURL(order.run.bundle).href)) as { default?: unknown }
  const defined = module.default as DefinedFunction | DefinedSource | undefined
  if (defined?.bonghwa === 'function' && !order.source)
    return { handle: defined.handle, end: () => Promise.resolve() }
  if (defined?.bonghwa === 'source' && order.source) {
    const ended = defined.source.run(context).then(
      () => {
        if (!signal.aborted) context.log('the source ended its run by itself')
      },
      (error) => {
        console.error(error)
        // A source that fails is started again by the host.
        process.exit(1)
      },
    )
    return { handle: defined.source.on ?? (() => undefined), end: () => ended }
  }
  throw new TypeError(
    `its file must have \`export default ${order.source ? 'defineSource({ run })' : 'defineFunction(async (event, context) => ...)'}\``,
  )
}

/** As far as this process knows; what needs chance, an id and a span, its host adds. */
function attributed(event: EmittedEvent, cause: CloudEvent | undefined, order: LoadOrder): EmittedEvent {
  const parent = event.traceparent ?? cause?.traceparent
  return {
    ...event,
    source: event.source ?? `/functions/${order.function}`,
    time: event.time ?? new Date().toISOString(),
    region: event.region ?? cause?.region ?? order.region,
    ...(parent === undefined ? {} : { traceparent: parent }),
  }
}

/** Blocks this thread, between two turns of the event loop, until the host writes a byte. */
function untilWoken() {
  lateFs().readSync(wakeDescriptor, Buffer.alloc(1))
}

function traceOf(event: CloudEvent | undefined): { readonly traceId?: string } {
  const context = parseTraceparent(event?.traceparent)
  return context === undefined ? {} : { traceId: context.traceId }
}
