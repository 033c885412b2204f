/**
 * The time in epoch milliseconds, one step a second: whoever reads it is drawn again as time goes by. It is the city's,
 * as whose instants are what a page shows, also where this browser's clock is wrong.
 */
class Now {
  #at = $state(Date.now())
  #offset = $state(0)

  constructor() {
    setInterval(() => {
      this.#at = this.exactly()
    }, 1000)
  }

  get at(): number {
    return this.#at
  }

  /** Milliseconds by which the city's clock is ahead of this browser's; 0 when they agree. */
  get offset(): number {
    return this.#offset
  }

  set offset(offset: number) {
    this.#offset = offset
    this.#at = this.exactly()
  }

  exactly(): number {
    return Date.now() + this.#offset
  }
}

export const now = new Now()
