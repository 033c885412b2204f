import type { Handler } from '../function/define.ts'

/** A function or source that can take events. */
export interface LoadedHandler {
  readonly handle: Handler
  /** Lets go of what would go stale while this process is stopped. */
  rest?(): void
  /** Ends what it started; resolves when that is gone. */
  end(): Promise<void>
}
