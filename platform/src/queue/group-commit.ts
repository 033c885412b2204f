import type { DatabaseSync } from 'node:sqlite'

/**
 * Writes in one transaction whatever is written in one turn of the event loop.
 * A commit that waits for the disk costs milliseconds, a row in it microseconds.
 */
export interface GroupCommit {
  /** Runs `write` at once; resolves when it is on disk. What `write` throws, this throws. */
  write<Result>(write: () => Result): { readonly result: Result; readonly committed: Promise<void> }
  /**
   * Runs `write` at once, without a wait for the disk: it gets there with the next write that is waited for, and until
   * then a power cut can undo it, the end of this process cannot.
   */
  writeUnsynced<Result>(write: () => Result): Result
  /** Commits what is pending now. */
  flush(): void
}

/**
 * @param database in WAL mode, where a synced commit also syncs every commit before it
 * @param rolledBack called when a commit failed, before its writers hear of it
 */
export function groupCommit(database: DatabaseSync, rolledBack: () => void): GroupCommit {
  let pending: Group | undefined
  let syncs: boolean | undefined

  function begin(synced: boolean): Group {
    commit()
    // Cannot be changed within a transaction.
    if (syncs !== synced) database.exec(`PRAGMA synchronous = ${synced ? 'FULL' : 'NORMAL'}`)
    syncs = synced
    database.exec('BEGIN IMMEDIATE')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // Not every caller waits; those who do see the rejection.
    promise.catch(() => {})
    setImmediate(commit)
    return { synced, committed: promise, resolve, reject }
  }

  function commit() {
    const group = pending
    if (!group) return
    pending = undefined
    try {
      database.exec('COMMIT')
      group.resolve()
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      rolledBack()
      group.reject(error)
    }
  }

  return {
    write(write) {
      if (!pending?.synced) pending = begin(true)
      const { committed } = pending
      return { result: write(), committed }
    },
    writeUnsynced(write) {
      pending ??= begin(false)
      return write()
    },
    flush: commit,
  }
}

interface Group {
  readonly synced: boolean
  readonly committed: Promise<void>
  resolve(): void
  reject(error: unknown): void
}
