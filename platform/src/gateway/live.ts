import type { Hono } from 'hono'
import { type EventStreams, frameOf, type Listener } from './event-stream.ts'

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
  const pictures = new Map<string, { view: () => unknown; sent: Buffer }>()
  const listeners = new Set<Listener>()
  let touched = false

  function sendPictures() {
    touched = false
    if (listeners.size === 0) return
    for (const [name, picture] of pictures) {
      const frame = frameOf(name, picture.view())
      if (frame.equals(picture.sent)) continue
      picture.sent = frame
      for (const listener of listeners) listener.send(frame)
    }
  }

  app.get('/api/live', (context) =>
    streams.open(context, (listener) => {
      listeners.add(listener)
      for (const [name, picture] of pictures) listener.send(frameOf(name, picture.view()))
      return () => listeners.delete(listener)
    }),
  )

  return {
    picture(name, view) {
      pictures.set(name, { view, sent: Buffer.alloc(0) })
    },
    touch() {
      if (touched) return
      touched = true
      setTimeout(sendPictures, pictureMs).unref()
    },
    tell(name, body) {
      if (listeners.size === 0) return
      const frame = frameOf(name, body)
      for (const listener of listeners) listener.send(frame)
    },
  }
}
