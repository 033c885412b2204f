import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { secure } from './security-headers.ts'

/** Somebody at the other end of a stream. */
export interface Listener {
  /** Sends what `frameOf` made, unless the other end is gone, or has not read for so long that it is dropped now. */
  send(frame: Buffer): void
}

/** Server-sent events to many, all of which end together. */
export interface EventStreams {
  /**
   * Answers a request with a stream.
   *
   * @param joined is given the listener, may greet it, and returns what is to be done when it is gone
   */
  open(context: Context, joined: (listener: Listener) => () => void): Response
  /** Ends every stream, as a server must before it can close. */
  close(): void
}

const keepAliveMs = 15_000
const keepAlive = Buffer.from(': keep-alive\n\n')
/** More than this, beyond what the kernel holds, is kept for nobody: who reads nothing is cut off, and may connect again. */
const longestBacklogBytes = 2 << 20

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  // A proxy such as nginx must not collect what is to be there at once.
  'x-accel-buffering': 'no',
  connection: 'keep-alive',
}

/** A message as it goes over the line, the same bytes for everybody. */
export function frameOf(name: string, body: unknown): Buffer {
  // JSON is one line.
  return Buffer.from(`event: ${name}\ndata: ${JSON.stringify(body)}\n\n`)
}

/** @param watchOver ends a stream whose reader may read it no longer; its result is called when it is over by itself */
export function eventStreams(watchOver: (context: Context, end: () => void) => () => void): EventStreams {
  const open = new Set<ServerResponse>()
  let beat: NodeJS.Timeout | undefined

  function send(line: ServerResponse, frame: Buffer) {
    if (line.destroyed) return
    if (line.writableLength > longestBacklogBytes) line.destroy()
    else line.write(frame)
  }
  function keepAllAlive() {
    for (const line of open) send(line, keepAlive)
  }

  return {
    open(context, joined) {
      const own = new Headers(headers)
      secure(own, context.req.path)
      if (context.req.method === 'HEAD') return context.body(null, 200, Object.fromEntries(own))
      // Straight to the socket: through a stream of the web, a change for two hundred would cost several times as much.
      const line: ServerResponse = context.env.outgoing
      line.writeHead(200, Object.fromEntries(own))
      // There may be nothing to say for long.
      line.flushHeaders()
      open.add(line)
      beat ??= setInterval(keepAllAlive, keepAliveMs).unref()
      const left = joined({ send: (frame) => send(line, frame) })
      const unwatched = watchOver(context, () => line.end())
      line.once('close', () => {
        open.delete(line)
        unwatched()
        left()
        if (open.size > 0) return
        clearInterval(beat)
        beat = undefined
      })
      return RESPONSE_ALREADY_SENT
    },
    close() {
      for (const line of open) line.end()
    },
  }
}
