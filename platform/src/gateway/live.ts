import type { Hono } from 'hono'
import type { EventStreams } from './event-stream.ts'
import type { Listener } from './listener.ts'

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
}

const pictureMs = 200

export function live(app: Hono, streams: EventStreams): Live {
  const pictures = new Map<string, { view: () => unknown; sent: string }>()
  const listeners = new Set<Listener>()
  let touched = false

  function sendPictures() {
    touched = false
    if (listeners.size === 0) return
    for (const [name, picture] of pictures) {
      const body = JSON.stringify(picture.view())
      if (body === picture.sent) continue
      picture.sent = body
      for (const listener of listeners) listener.send(name, body)
    }
  }

  app.get('/api/live', (context) =>
    streams.open(context, (listener) => {
      listeners.add(listener)
      for (const [name, picture] of pictures) listener.send(name, JSON.stringify(picture.view()))
      return () => listeners.delete(listener)
    }),
  )

  return {
    picture(name, view) {
      pictures.set(name, { view, sent: '' })
    },
    touch() {
      if (touched) return
      touched = true
      setTimeout(sendPictures, pictureMs).unref()
    },
    tell(name, body) {
      const text = JSON.stringify(body)
      for (const listener of listeners) listener.send(name, text)
    },
  }
}
