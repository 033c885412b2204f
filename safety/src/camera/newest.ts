/** What a slow taker did not take in time is dropped, all but the newest. */
export interface NewestIterable<T> extends AsyncIterable<T> {
  /** How many were dropped before anyone took them. */
  readonly dropped: number
}

/** What came together, as after an opening, is taken together; a taker who is slower than the source loses the older. */
const patienceMs = 300
const mostWaiting = 32

/**
 * Reads `source` as fast as it comes, and keeps what waits for its taker no longer than a moment once newer is there, so
 * that a slow taker is never behind. `stop` makes the source end; it is called when the taker leaves.
 */
export function newestOf<T>(source: AsyncIterable<T>, stop: () => void): NewestIterable<T> {
  let dropped = 0
  return {
    get dropped() {
      return dropped
    },
    async *[Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]()
      const waiting: { value: T; since: number }[] = []
      let state = 'open' as 'open' | 'ended' | { error: unknown }
      let wake = () => {}
      const reading = (async () => {
        try {
          for (
            let next = await iterator.next();
            !next.done && state === 'open';
            next = await iterator.next()
          ) {
            const now = performance.now()
            waiting.push({ value: next.value, since: now })
            while (
              waiting.length > 1 &&
              (waiting.length > mostWaiting || now - waiting[0]!.since > patienceMs)
            ) {
              waiting.shift()
              dropped += 1
            }
            wake()
          }
          if (state === 'open') state = 'ended'
        } catch (error) {
          state = { error }
        }
        wake()
      })()
      try {
        while (true) {
          const next = waiting.shift()
          if (next !== undefined) yield next.value
          else if (state === 'open') {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          } else if (state === 'ended') return
          else throw state.error
        }
      } finally {
        if (state === 'open') state = 'ended'
        stop()
        await reading
      }
    },
  }
}
