import { PlatformError } from '../errors/platform-error.ts'
import type { Hold } from './hold.ts'

/** Somebody put the function to rest: events wait for it, and nobody answers a call. */
export class FunctionPausedError extends PlatformError {
  readonly code = 'BONGHWA_FUNCTION_PAUSED'

  constructor(name: string, region: string, { by, since }: Hold) {
    super(
      `"${name}" is paused in ${region} since ${since}${by === '' ? '' : ` by ${by}`}: it takes no call.`,
      `Resume it with \`bonghwa resume ${name}\`, or publish an event, which waits for it.`,
    )
  }
}

/** KEDA decides in a cluster, and is told so itself. */
export class HoldUnsupportedError extends PlatformError {
  readonly code = 'BONGHWA_HOLD_UNSUPPORTED'

  constructor(name: string) {
    super(
      `"${name}" runs in the pods of a cluster, where KEDA holds it.`,
      'Annotate its ScaledObjects: `kubectl annotate scaledobject -l bonghwa.dev/function=NAME autoscaling.keda.sh/paused-replicas=0`, and the same with `paused-replicas-` to resume it.',
    )
  }
}

/** What somebody asks a function to be held at is no count that it may have. */
export class HoldInvalidError extends PlatformError {
  readonly code = 'BONGHWA_HOLD_INVALID'

  /** @param most its `maxReplicaCount`, where that is the limit */
  constructor(name: string, problem: string, most?: number) {
    super(
      `"${name}" cannot be held: ${problem}.`,
      most === undefined
        ? 'Send {"replicas": 3}, and "region" for one region alone.'
        : `Give a whole number from 0 to ${most} (its "spec.scale.maxReplicaCount").`,
    )
  }
}

/** Every instance that the function may have is busy and enough callers wait already, or nobody took a call in time. */
export class FunctionBusyError extends PlatformError {
  readonly code = 'BONGHWA_FUNCTION_BUSY'
  /** When it is worth trying again. */
  readonly retryAfterSeconds: number

  constructor(
    name: string,
    problem: string,
    retryAfterSeconds: number,
    activation: 'push' | 'poll' = 'push',
  ) {
    super(
      `"${name}" takes no call now: ${problem}.`,
      activation === 'push'
        ? `Try again in ${retryAfterSeconds} s, or raise "spec.scale.maxReplicaCount" or "spec.concurrency".`
        : 'Under `activation: poll` its triggers alone start instances, whoever calls: publish an event, or set `activation: push`.',
    )
    this.retryAfterSeconds = retryAfterSeconds
  }
}
