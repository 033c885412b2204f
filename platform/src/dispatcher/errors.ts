import { PlatformError } from '../errors/platform-error.ts'

/** Every instance that the function may have is busy and enough callers wait already, or nobody took a call in time. */
export class FunctionBusyError extends PlatformError {
  readonly code = 'BONGHWA_FUNCTION_BUSY'
  /** When it is worth trying again. */
  readonly retryAfterSeconds: number

  constructor(name: string, problem: string, retryAfterSeconds: number) {
    super(
      `"${name}" takes no call now: ${problem}.`,
      `Try again in ${retryAfterSeconds} s, or raise "spec.scale.maxReplicaCount" or "spec.concurrency".`,
    )
    this.retryAfterSeconds = retryAfterSeconds
  }
}
