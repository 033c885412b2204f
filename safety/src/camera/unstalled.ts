import { DecodeError } from './ffmpeg-process.ts'

/**
 * What `open` gives, in order, or a `DecodeError` when nothing came for `patienceMs`: a source that shows nothing for so
 * long is broken, though its connection may still stand. The signal that `open` gets ends it then.
 */
export async function* unstalled<T>(
  open: (signal: AbortSignal) => AsyncGenerator<T>,
  patienceMs: number,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const stalled = new AbortController()
  const source = open(AbortSignal.any([signal, stalled.signal]))
  try {
    while (true) {
      // Only the wait counts: a taker may take its time between two.
      const timer = setTimeout(() => stalled.abort(), patienceMs)
      const next = await source.next().finally(() => clearTimeout(timer))
      stalled.signal.throwIfAborted()
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    if (stalled.signal.aborted && !signal.aborted)
      throw new DecodeError(`no picture came for ${patienceMs / 1000} s`)
    throw error
  } finally {
    await source.return(undefined)
  }
}
