/**
 * Something a person can cure. Code branches on `code`, people read `message`, `cause` keeps the original.
 * Every code is a row of `docs/errors.md`, and a test compares the two.
 */
export abstract class PlatformError extends Error {
  abstract readonly code: `BONGHWA_${string}`

  /** @param remedy one imperative sentence: the command, setting or file to change */
  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem} ${remedy}`, options)
    this.name = new.target.name
  }
}
