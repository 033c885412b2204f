/** An event that was answered with 202. */
export interface Accepted {
  readonly id: string
  /** The fault that was the last to begin before it. */
  readonly after: string
  /** Whether its handler must fail. */
  readonly poison: boolean
}

/** What the functions and the platform say of the events. */
export interface Ledger {
  readonly accepted: readonly Accepted[]
  /** Times that each event was recorded. */
  readonly recorded: ReadonlyMap<string, number>
  /** Times that each event was posted. */
  readonly posted: ReadonlyMap<string, number>
  /** Ids of the dead letters of each function. */
  readonly dead: { readonly record: ReadonlySet<string>; readonly post: ReadonlySet<string> }
}

/** What became of the events that were accepted after one kind of fault and before the next fault. */
export interface Row {
  readonly kind: string
  readonly faults: number
  readonly accepted: number
  readonly posted: number
  readonly deadLetters: number
  /** Neither posted nor in the dead letters. */
  readonly lost: readonly string[]
  /** Posted more than once. */
  readonly doubled: readonly string[]
}

/** @param faults how many there were of each kind */
export function verdict(
  { accepted, recorded, posted, dead }: Ledger,
  faults: ReadonlyMap<string, number>,
): Row[] {
  const kinds = new Set([...accepted.map(({ after }) => after), ...faults.keys()])
  return [...kinds].map((kind) => {
    const events = accepted.filter(({ after }) => after === kind)
    const ids = (holds: (event: Accepted) => boolean) => events.filter(holds).map(({ id }) => id)
    const isDead = ({ id }: Accepted) => dead.record.has(id) || dead.post.has(id)
    const isDone = ({ id, poison }: Accepted) => !poison && recorded.has(id) && posted.has(id)
    return {
      kind,
      faults: faults.get(kind) ?? 0,
      accepted: events.length,
      posted: ids(({ id }) => posted.has(id)).length,
      deadLetters: ids(isDead).length,
      lost: ids((event) => !isDead(event) && !isDone(event)),
      doubled: ids(({ id }) => (posted.get(id) ?? 0) > 1),
    }
  })
}
