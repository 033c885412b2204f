/** What was sent to a camera: a picture, or the wish that a clip be played in place of pictures. */
export type Sent = SentPicture | SentClip

export interface SentPicture {
  readonly jpeg: Uint8Array
  /** Epoch milliseconds at which it arrived. */
  readonly at: number
}

export interface SentClip {
  readonly clip: string
  /** Epoch milliseconds at which it was asked for. */
  readonly at: number
}

/** The newest that was sent to a camera and not taken yet: whoever is slow skips pictures and is never behind. */
export interface Inbox {
  /** What is older than what was put before has been overtaken on its way, and is dropped. */
  put(sent: Sent): void
  readonly waiting: boolean
  /** Resolves with the newest, or with undefined when nothing came for so many milliseconds; rejects when aborted. */
  take(patienceMs: number, signal: AbortSignal): Promise<Sent | undefined>
}

export function inbox(): Inbox {
  let newest: Sent | undefined
  let latest = Number.NEGATIVE_INFINITY
  let arrived = Promise.withResolvers<void>()
  return {
    put(sent) {
      if (sent.at < latest) return
      latest = sent.at
      newest = sent
      arrived.resolve()
      arrived = Promise.withResolvers()
    },
    get waiting() {
      return newest !== undefined
    },
    async take(patienceMs, signal) {
      if (newest === undefined) await arrivalOr(arrived.promise, patienceMs, signal)
      signal.throwIfAborted()
      const taken = newest
      newest = undefined
      return taken
    },
  }
}

function arrivalOr(arrival: Promise<void>, patienceMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, patienceMs)
    signal.addEventListener('abort', done, { once: true })
    void arrival.then(done)
  })
}
