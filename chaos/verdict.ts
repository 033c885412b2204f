/** An event that was answered with 202. */
export interface Accepted {
  readonly id: string
  /** The fault that was the last to begin before it. */
  readonly after: string
  /** Whether its handler must fail. */
  readonly poison: boolean
  /** What must come of it, in the ledger's words. */
  readonly wants: readonly string[]
}

/** What those who must know say of the events. */
export interface Ledger {
  readonly accepted: readonly Accepted[]
  /** What was done, by the word for it: how often for each event. */
  readonly done: Readonly<Record<string, ReadonlyMap<string, number>>>
  /** What may be done for an event only once. */
  readonly once: readonly string[]
  /** Ids of the events among the dead letters. */
  readonly dead: ReadonlySet<string>
}

/** What became of the events that were accepted after one kind of fault and before the next fault. */
export interface Row {
  readonly kind: string
  readonly faults: number
  readonly accepted: number
  /** All that must come of them was done. */
  readonly handled: number
  readonly deadLetters: number
  /** Neither handled nor in the dead letters. */
  readonly lost: readonly string[]
  /** For which something that may be done once was done more than once. */
  readonly doubled: readonly string[]
}

/** @param faults how many there were of each kind */
export function verdict({ accepted, done, once, dead }: Ledger, faults: ReadonlyMap<string, number>): Row[] {
  const kinds = new Set([...accepted.map(({ after }) => after), ...faults.keys()])
  const times = (what: string, id: string) => done[what]?.get(id) ?? 0
  return [...kinds].map((kind) => {
    const events = accepted.filter(({ after }) => after === kind)
    const ids = (holds: (event: Accepted) => boolean) => events.filter(holds).map(({ id }) => id)
    const isDead = ({ id }: Accepted) => dead.has(id)
    const isDone = ({ id, poison, wants }: Accepted) => !poison && wants.every((what) => times(what, id) > 0)
    return {
      kind,
      faults: faults.get(kind) ?? 0,
      accepted: events.length,
      handled: ids(isDone).length,
      deadLetters: ids(isDead).length,
      lost: ids((event) => !isDead(event) && !isDone(event)),
      doubled: ids(({ id }) => once.some((what) => times(what, id) > 1)),
    }
  })
}

/** How often each event is there. */
export function counted(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
