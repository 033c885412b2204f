import type { CloudEvent } from '../event/cloud-event.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { FunctionBusyError } from './errors.ts'

/** Those who wait for an instance to answer them, oldest first. */
export interface Callers {
  readonly waiting: number
  /**
   * Resolves with the answer.
   *
   * @param signal aborted when nobody wants the answer any more
   * @throws FunctionBusyError when too many wait already, or no instance was free in time
   */
  call(event: CloudEvent, signal?: AbortSignal): Promise<unknown>
  /** The next one to be answered: who takes it must settle it. */
  next(): Caller | undefined
  /** Tells everybody who waits that there will be no answer. */
  turnAway(error: Error): void
}

export interface Caller {
  readonly event: CloudEvent
  resolve(answer: unknown): void
  reject(error: Error): void
}

/** As many full rounds of all instances may wait. */
const rounds = 10
/** The longest wait for an instance, a poll of KEDA's and a cold start included. */
const patienceMs = 60_000
const retryAfterSeconds = 1

export function callers({ name, scale, concurrency }: FunctionSpec): Callers {
  const waiting = new Set<Caller>()
  const most = rounds * scale.maxReplicaCount * concurrency

  return {
    get waiting() {
      return waiting.size
    },
    async call(event, signal) {
      signal?.throwIfAborted()
      if (waiting.size >= most)
        throw new FunctionBusyError(name, `${waiting.size} callers wait already`, retryAfterSeconds)
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const leave = (error: Error) => {
        if (waiting.delete(caller)) reject(error)
      }
      const timer = setTimeout(() => {
        const problem = `no instance was free within ${patienceMs / 1000} s`
        leave(new FunctionBusyError(name, problem, retryAfterSeconds, scale.activation))
      }, patienceMs)
      const aborted = () => leave(signal?.reason)
      signal?.addEventListener('abort', aborted, { once: true })
      const caller: Caller = { event, resolve, reject }
      waiting.add(caller)
      try {
        return await promise
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', aborted)
      }
    },
    next() {
      const [first] = waiting
      if (first) waiting.delete(first)
      return first
    },
    turnAway(error) {
      for (const caller of waiting) caller.reject(error)
      waiting.clear()
    },
  }
}
