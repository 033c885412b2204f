/** What a slow taker did not take in time is dropped, all but the newest. */
export interface NewestIterable<T> extends AsyncIterable<T> {
  /** How many were replaced before anyone took them. */
  readonly dropped: number
}

/**
 * Reads `source` as fast as it comes, and offers only the newest of it, so that a slow taker is never behind.
 * `stop` makes the source end; it is called when the taker leaves.
 */
export function newestOf<T>(source: AsyncIterable<T>, stop: () => void): NewestIterable<T> {
  let dropped = 0
  return {
    get dropped() {
      return dropped
    },
    async *[Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]()
      let newest: { value: T } | undefined
      let state = 'open' as 'open' | 'ended' | { error: unknown }
      let wake = () => {}
      const reading = (async () => {
        try {
          for (
            let next = await iterator.next();
            !next.done && state === 'open';
            next = await iterator.next()
          ) {
            if (newest !== undefined) dropped += 1
            newest = { value: next.value }
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
          if (newest !== undefined) {
            const { value } = newest
            newest = undefined
            yield value
          } else if (state === 'open') {
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
