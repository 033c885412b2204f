export interface Message {
  readonly name: string
  readonly body: string
}

/** Somebody at the other end of a stream: gets what was sent since, in order, until it is ended. */
export interface Listener extends AsyncIterable<Message> {
  send(name: string, body: string): void
  end(): void
}

/** A listener that reads nothing must not fill the memory: it is ended, and may connect again. */
const longestBacklog = 1_000

export function listenerOf(): Listener {
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
