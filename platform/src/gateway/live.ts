import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

/** A stream of named messages to whoever listens: `GET /api/live`. */
export interface Live {
  /**
   * Declares a picture of the state, sent to each listener at once and again, at most every `pictureMs`, when it differs
   * from the last one sent.
   */
  picture(name: string, view: () => unknown): void
  /** Something of the pictures may have changed. */
  touch(): void
  /** Tells everybody one thing that happened. */
  tell(name: string, body: unknown): void
  close(): void
}

const pictureMs = 200
const keepAliveMs = 15_000
/** A listener that reads nothing must not fill the memory; it gets the whole picture when it connects again. */
const longestBacklog = 1_000

export function live(app: Hono): Live {
  const pictures = new Map<string, { view: () => unknown; sent: string }>()
  const listeners = new Set<Listener>()
  let timer: NodeJS.Timeout | undefined

  function sendPictures() {
    timer = undefined
    if (listeners.size === 0) return
    for (const [name, picture] of pictures) {
      const body = JSON.stringify(picture.view())
      if (body === picture.sent) continue
      picture.sent = body
      for (const listener of listeners) listener.send(name, body)
    }
  }

  app.get('/api/live', (context) =>
    streamSSE(context, async (stream) => {
      const listener = listenerOf()
      listeners.add(listener)
      stream.onAbort(() => listener.end())
      for (const [name, picture] of pictures) listener.send(name, JSON.stringify(picture.view()))
      const keepAlive = setInterval(() => void stream.write(': keep-alive\n\n'), keepAliveMs)
      try {
        for await (const { name, body } of listener) await stream.writeSSE({ event: name, data: body })
      } finally {
        clearInterval(keepAlive)
        listeners.delete(listener)
      }
    }),
  )

  return {
    picture(name, view) {
      pictures.set(name, { view, sent: '' })
    },
    touch() {
      timer ??= setTimeout(sendPictures, pictureMs)
    },
    tell(name, body) {
      const text = JSON.stringify(body)
      for (const listener of listeners) listener.send(name, text)
    },
    close() {
      clearTimeout(timer)
      for (const listener of listeners) listener.end()
    },
  }
}

interface Message {
  readonly name: string
  readonly body: string
}

interface Listener extends AsyncIterable<Message> {
  send(name: string, body: string): void
  end(): void
}

function listenerOf(): Listener {
  const backlog: Message[] = []
  let wake = Promise.withResolvers<void>()
  let ended = false
  const end = () => {
    ended = true
    wake.resolve()
  }
  return {
    send(name, body) {
      backlog.push({ name, body })
      if (backlog.length > longestBacklog) end()
      wake.resolve()
    },
    end,
    async *[Symbol.asyncIterator]() {
      while (!ended) {
        for (let next = backlog.shift(); next && !ended; next = backlog.shift()) yield next
        if (ended) return
        await wake.promise
        wake = Promise.withResolvers<void>()
      }
    },
  }
}
