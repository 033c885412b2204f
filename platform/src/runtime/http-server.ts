import { once } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { eventsFromHttp, eventToHttp } from '../event/http-binding.ts'
import type { EmittedEvent, Handler } from '../function/define.ts'
import type { LoadedHandler } from './loaded-handler.ts'

const startTimeoutMs = 30_000
/** Tells which delivery of the event this is, 1 for the first. */
const attemptHeader = 'bonghwa-attempt'
/** A connection breaks this long at most before the end of the process that held it is known. */
const deathKnownMs = 200

/** A function whose server somebody else starts and ends: a container of the same pod. */
export async function serverHandler(port: number): Promise<LoadedHandler> {
  await listening(port, new AbortController().signal)
  const { handle, rest } = await httpServer(port, new Promise<never>(() => {}))
  return {
    handle,
    rest,
    async end() {
      rest()
    },
  }
}

/**
 * Hands events to a server of this machine in the binary content mode. An answer with a CloudEvent in it is emitted; any
 * other body of a 2xx answer is the result.
 *
 * @param ended resolves when the server's process is gone
 */
export async function httpServer(
  port: number,
  ended: Promise<unknown>,
): Promise<{ readonly handle: Handler; rest(): void }> {
  // Read only here: functions in this process's own language need none of it.
  const http = await import('node:http')
  const agent = new http.Agent({ keepAlive: true })

  return {
    async handle(event, { attempt, signal, emit }) {
      const { headers: attributes, body } = eventToHttp(event)
      const headers = { ...attributes, [attemptHeader]: String(attempt) }
      const request = http.request({ host: '127.0.0.1', port, method: 'POST', agent, headers })
      request.end(body)
      // Half closed: the server can notice that nobody waits any more, and its half tells when it is done.
      signal.addEventListener('abort', () => request.socket?.end())
      const response = await answerTo(request).catch(async (error) => {
        await Promise.race([ended, sleep(deathKnownMs)])
        throw signal.aborted ? error : failure(`it gave no answer (${error.message})`)
      })
      if (response.status < 200 || response.status > 299)
        throw failure([`it answered ${response.status}`, plainText(response)].filter(Boolean).join(': '))
      return await resultOf(response, emit)
    },
    rest: () => agent.destroy(),
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

async function answerTo(request: ClientRequest): Promise<Answer> {
  // A connection that breaks while the answer is read fails the answer as well.
  request.on('error', () => {})
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return {
    status: response.statusCode ?? 0,
    headers: response.headers as Record<string, string>,
    body: Buffer.concat(await response.toArray()),
  }
}

/** What another program did: a stack of this process would lead nowhere. */
export function failure(problem: string): Error {
  const error = new Error(problem)
  error.stack = problem
  return error
}

/** What an answer says to people, its first line first. Frameworks like to wrap it into a page. */
function plainText({ headers, body }: Answer): string {
  const all = body.toString('utf8', 0, 4096)
  const plain = headers['content-type']?.includes('html')
    ? all.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    : all
  return plain.trim().slice(0, 500)
}

/** An event in the answer is emitted; any other body is what the handler returned. */
async function resultOf(
  { headers, body }: Answer,
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

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves once somebody listens, or nobody waits for it any more. */
export async function listening(port: number, waiting: AbortSignal): Promise<void> {
  const { connect } = await import('node:net')
  const deadline = Date.now() + startTimeoutMs
  while (!waiting.aborted) {
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
