import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { OverloadedError } from './errors.ts'
import { largestBytes } from './read-body.ts'

/** What was taken in and is not answered yet. */
export interface Held {
  readonly requests: number
  /** Announced lengths of their bodies. */
  readonly bytes: number
}

/** So many publishes are under way at most: what comes on top would only wait, and take memory meanwhile. */
const mostHeld: Held = { requests: 512, bytes: 64 * 1024 * 1024 }

/** Whether one more may come in. The first always may. */
export function admits(held: Held, bytes: number, most: Held): boolean {
  return held.requests === 0 || (held.requests < most.requests && held.bytes + bytes <= most.bytes)
}

export interface SheddingOptions {
  readonly most?: Held
  /** Called at each refusal. */
  readonly refused?: () => void
}

/**
 * Refuses events while too many are under way, before anything else is done with them: to refuse must cost far less than
 * to take, or a flood takes all the time there is.
 */
export function shedding(server: Server, { most = mostHeld, refused }: SheddingOptions = {}): void {
  const listeners = server.listeners('request') as RequestListener[]
  let held: Held = { requests: 0, bytes: 0 }
  /** What came over each connection: the answers of one that breaks may never be told that it did. */
  const open = new Map<Socket, Set<() => void>>()

  function hold(socket: Socket, response: ServerResponse, bytes: number) {
    held = { requests: held.requests + 1, bytes: held.bytes + bytes }
    const releases = open.get(socket) ?? releasedAtEnd(socket)
    const release = () => {
      if (!releases.delete(release)) return
      held = { requests: held.requests - 1, bytes: held.bytes - bytes }
    }
    releases.add(release)
    response.once('finish', release).once('close', release)
  }
  function releasedAtEnd(socket: Socket) {
    const releases = new Set<() => void>()
    open.set(socket, releases)
    socket.once('close', () => {
      open.delete(socket)
      for (const release of releases) release()
    })
    return releases
  }

  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (isPublish(request)) {
      const bytes = announced(request)
      if (!admits(held, bytes, most)) {
        refused?.()
        return refuse(request, response)
      }
      hold(request.socket, response, bytes)
    }
    for (const listener of listeners) listener.call(server, request, response)
  })
}

const isPublish = ({ method, url }: IncomingMessage) =>
  method === 'POST' && (url === '/api/events' || url?.startsWith('/api/events?') === true)

/** What does not say how long it is may be as long as is allowed. */
function announced({ headers }: IncomingMessage): number {
  const length = Number(headers['content-length'] ?? largestBytes)
  return Number.isFinite(length) ? Math.min(length, largestBytes) : largestBytes
}

const { code, message } = new OverloadedError()
const refusal = JSON.stringify({ error: { code, message } })
const headers = {
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(refusal)),
  'x-content-type-options': 'nosniff',
  'retry-after': String(OverloadedError.retryAfterSeconds),
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(429, headers).end(refusal)
  request.resume()
}
