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
  /**
   * As `writeUnsynced`, but nothing is thrown: what cannot be written now, as on a full disk, is written as soon as it
   * can be. It must bear to be run again.
   *
   * @returns `undefined` when it was not written yet
   */
  writeSurely<Result>(write: () => Result): Result | undefined
  /** Commits what is pending now. */
  flush(): void
}

/** After so long what could not be written is tried again, if nothing else is written before. */
const againMs = 500

/**
 * @param database in WAL mode, where a synced commit also syncs every commit before it
 * @param changed called when a commit failed, before its writers hear of it, and when what failed was written after all
 */
export function groupCommit(database: DatabaseSync, changed: () => void): GroupCommit {
  let pending: Group | undefined
  let syncs: boolean | undefined
  /** What is still to be written. */
  let unwritten: (() => unknown)[] = []

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
    const again = unwritten
    unwritten = []
    const group = { synced, committed: promise, resolve, reject, sure: [], isRepeat: again.length > 0 }
    for (const write of again) writeInto(group, write)
    return group
  }

  function writeInto<Result>(group: Group, write: () => Result): Result | undefined {
    try {
      const result = write()
      group.sure.push(write)
      return result
    } catch {
      postpone([write])
      return undefined
    }
  }

  function postpone(writes: readonly (() => unknown)[]) {
    if (writes.length === 0) return
    unwritten.push(...writes)
    setTimeout(tryAgain, againMs).unref()
  }

  function tryAgain() {
    if (unwritten.length > 0) opened(false)
  }

  /** The one that is open, or a new one. */
  function opened(synced: boolean): Group | undefined {
    try {
      pending ??= begin(synced)
    } catch {
      // No room even for that.
      setTimeout(tryAgain, againMs).unref()
    }
    return pending
  }

  function commit() {
    const group = pending
    if (!group) return
    pending = undefined
    try {
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      postpone(group.sure)
      changed()
      group.reject(error)
      return
    }
    if (group.isRepeat) changed()
    group.resolve()
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
    writeSurely(write) {
      const into = opened(false)
      if (into !== undefined) return writeInto(into, write)
      unwritten.push(write)
      return undefined
    },
    flush: commit,
  }
}

interface Group {
  readonly synced: boolean
  readonly committed: Promise<void>
  resolve(): void
  reject(error: unknown): void
  /** What must be written again should this fail. */
  readonly sure: (() => unknown)[]
  /** Some of it failed before. */
  readonly isRepeat: boolean
}
