import { PlatformError } from '@bonghwa/platform/errors'

/** `refused`: not taken, nor would it be later. `later`: not taken now. `unsure`: it may have been taken. */
export type Failure = 'refused' | 'later' | 'unsure'

export class ChannelFailedError extends PlatformError {
  readonly code = 'BONGHWA_CHANNEL_FAILED'
  readonly failure: Failure
  /** Milliseconds for which the service wants to be left alone. */
  readonly retryAfterMs: number | undefined
  /** What happened, for the record. */
  readonly problem: string

  /** @param problem free of addresses and headers, which may hold secrets */
  constructor(failure: Failure, problem: string, retryAfterMs?: number) {
    super(`The message was not delivered: ${problem}.`, remedies[failure])
    this.failure = failure
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }
}

const remedies: Readonly<Record<Failure, string>> = {
  refused: "See the channel's entry in `city.yaml`; it is not tried again.",
  later: 'It is tried again by itself; see credentials and limits at the service if that does not help.',
  unsure: 'It is tried again by itself.',
}
