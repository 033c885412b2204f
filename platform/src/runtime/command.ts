import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventsFromHttp, eventToHttp } from '../event/http-binding.ts'
import type { EmittedEvent, FunctionContext, Handler } from '../function/define.ts'
import type { LoadOrder } from '../instance/protocol.ts'
import { freePort } from './free-port.ts'

const startTimeoutMs = 30_000

/**
 * Runs a function of another language: a command that serves HTTP on `$PORT` and takes CloudEvents in the binary
 * content mode. An answer with a CloudEvent in it is emitted; any other body of a 2xx answer is the result.
 */
export async function commandHandler(
  order: LoadOrder,
  command: readonly string[],
  context: FunctionContext,
  stopping: AbortSignal,
): Promise<Handler> {
  const port = await freePort()
  const [file, ...args] = command
  const child = spawn(file ?? '', args, {
    cwd: order.folder,
    env: { ...process.env, ...order.env, ...order.secrets, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = Promise.race([
    once(child, 'exit').then(
      ([code, signal]) => `${command.join(' ')} ended with ${signal ?? `exit code ${code}`}`,
    ),
    once(child, 'error').then(
      ([error]) => `${command.join(' ')} cannot be started (${(error as Error).message})`,
    ),
  ])
  const died = ended.then((reason) => {
    throw new Error(reason)
  })
  died.catch(() => {})
  await Promise.race([listening(port), died])
  void ended.then((reason) => {
    if (stopping.aborted) return
    context.log(reason)
    process.exit(1)
  })
  stopping.addEventListener('abort', () => child.kill('SIGTERM'))

  return async (event, { signal, emit }) => {
    const request = eventToHttp(event)
    const response = await Promise.race([
      fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: request.headers,
        body: request.body as Uint8Array<ArrayBuffer>,
        signal,
      }),
      died,
    ])
    const body = new Uint8Array(await response.arrayBuffer())
    if (!response.ok)
      throw new Error(`it answered ${response.status}: ${new TextDecoder().decode(body).slice(0, 500)}`)
    return answer(Object.fromEntries(response.headers), body, emit)
  }
}

async function answer(
  headers: Record<string, string>,
  body: Uint8Array,
  emit: (event: EmittedEvent) => Promise<void>,
): Promise<unknown> {
  const type = headers['content-type'] ?? ''
  if (headers['ce-type'] !== undefined || type.startsWith('application/cloudevents')) {
    for (const event of eventsFromHttp({ headers, body })) await emit(event)
    return undefined
  }
  if (body.length === 0) return undefined
  const text = new TextDecoder().decode(body)
  return type.includes('json') ? JSON.parse(text) : text
}

async function listening(port: number): Promise<void> {
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    // `once` rejects when the socket says 'error' first.
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (open) return
    if (Date.now() > deadline) throw new Error(`it did not listen on $PORT within ${startTimeoutMs / 1000} s`)
    await sleep(10)
  }
}
