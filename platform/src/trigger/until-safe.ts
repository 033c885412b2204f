import { setTimeout as sleep } from 'node:timers/promises'

const retryMs = 1_000

/**
 * Publishes, again and again until it succeeds or `signal` is aborted.
 *
 * @param failed called after each attempt that failed
 * @returns whether the event is safe
 */
export async function untilSafe(
  publish: () => Promise<void>,
  signal: AbortSignal,
  failed: (error: Error) => void,
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      await publish()
      return true
    } catch (error) {
      failed(error as Error)
      await sleep(retryMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }
  return false
}
