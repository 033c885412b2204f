/** The time, in epoch milliseconds, one step a second: whoever reads it is drawn again as time goes by. */
class Now {
  #at = $state(Date.now())

  constructor() {
    setInterval(() => {
      this.#at = Date.now()
    }, 1000)
  }

  get at(): number {
    return this.#at
  }
}

export const now = new Now()
