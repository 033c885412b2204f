import type { FunctionSpec } from '../function/function-spec.ts'
import type { Verdict } from '../queue/queue.ts'

const longestDelayMs = 3_600_000

/** What becomes of an event whose attempt failed: another attempt later, or the dead letters. */
export function afterFailure(retry: FunctionSpec['retry'], attempt: number, reason: string): Verdict {
  if (attempt >= retry.maxAttempts) return { requeue: false, reason }
  const factor = retry.backoff === 'exponential' ? 2 ** (attempt - 1) : 1
  return { requeue: true, delayMs: Math.min(retry.delaySeconds * 1000 * factor, longestDelayMs) }
}
