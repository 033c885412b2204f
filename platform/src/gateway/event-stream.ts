import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { type Listener, listenerOf } from './listener.ts'

const keepAliveMs = 15_000

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

export function eventStreams(): EventStreams {
  const listeners = new Set<Listener>()
  return {
    open(context, joined) {
      return streamSSE(context, async (stream) => {
        const listener = listenerOf()
        listeners.add(listener)
        stream.onAbort(() => listener.end())
        const left = joined(listener)
        const keepAlive = setInterval(() => void stream.write(': keep-alive\n\n'), keepAliveMs)
        try {
          for await (const { name, body } of listener) await stream.writeSSE({ event: name, data: body })
        } finally {
          clearInterval(keepAlive)
          left()
          listeners.delete(listener)
        }
      })
    },
    close() {
      for (const listener of listeners) listener.end()
    },
  }
}
