/** Messages of this process that the broker is to give back to it: published just now, or delayed for a retry. */
export interface ExpectedMessages {
  /** It is about to be published. */
  sending(id: string): void
  /** The publish is over. @param comes whether the broker has it and will send it here */
  sent(id: string, comes: boolean): void
  /** It waits in a retry queue until `dueAt`, epoch milliseconds. */
  delayed(id: string, dueAt: number): void
  came(id: string): void
  /** How many the broker has confirmed that are not here yet. */
  readonly onTheirWay: number
  /** The ids of those. */
  published(): readonly string[]
  /** Nobody waits for these any longer. */
  giveUp(ids: readonly string[]): void
  countDelayed(now: number): number
  /** What was published comes when it comes. */
  lost(): void
}

/** A delayed event that did not come back in this time after it was due went to another process. */
const lateMs = 1000

export function expectedMessages(): ExpectedMessages {
  const unconfirmed = new Set<string>()
  const confirmed = new Set<string>()
  const delayed = new Map<string, number>()
  return {
    sending: (id) => void unconfirmed.add(id),
    sent(id, comes) {
      // A message may overtake its confirm.
      if (unconfirmed.delete(id) && comes) confirmed.add(id)
    },
    delayed: (id, dueAt) => void delayed.set(id, dueAt),
    came(id) {
      unconfirmed.delete(id)
      confirmed.delete(id)
      delayed.delete(id)
    },
    get onTheirWay() {
      return confirmed.size
    },
    published: () => [...confirmed],
    giveUp(ids) {
      for (const id of ids) confirmed.delete(id)
    },
    countDelayed(now) {
      for (const [id, dueAt] of delayed) if (dueAt < now - lateMs) delayed.delete(id)
      return delayed.size
    },
    lost() {
      unconfirmed.clear()
      confirmed.clear()
    },
  }
}
