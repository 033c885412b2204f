import { setTimeout as sleep } from 'node:timers/promises'

/** Tries `check` until it no longer throws; after `patienceMs` its last error stands. For what happens in its own time. */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  patienceMs = 20_000,
): Promise<Result> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(20)
    }
  }
}
