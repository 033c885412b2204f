import type { DatabaseSync } from 'node:sqlite'

/**
 * Writes in one transaction whatever is written in one turn of the event loop.
 * A commit that reaches the disk costs milliseconds, a row in it microseconds.
 */
export interface GroupCommit {
  /** Runs `write` at once; resolves when it is on disk. What `write` throws, this throws. */
  write<Result>(write: () => Result): { readonly result: Result; readonly committed: Promise<void> }
  /** Commits what is pending now. */
  flush(): void
}

/** @param rolledBack called when a commit failed, before its writers hear of it */
export function groupCommit(database: DatabaseSync, rolledBack: () => void): GroupCommit {
  let pending: PromiseWithResolvers<void> | undefined

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
      if (!pending) {
        database.exec('BEGIN IMMEDIATE')
        pending = Promise.withResolvers<void>()
        // Not every caller waits; those who do see the rejection.
        pending.promise.catch(() => {})
        setImmediate(commit)
      }
      const { promise } = pending
      return { result: write(), committed: promise }
    },
    flush: commit,
  }
}
