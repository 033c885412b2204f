import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { Kysely } from 'kysely'
import { StoreUnopenableError, StoreUnsupportedError } from './errors.ts'
import { incidentRecords } from './incident-records.ts'
import { migrate } from './migrations.ts'
import { nodeSqliteDialect } from './node-sqlite-dialect.ts'
import { outcomeRecords, toPost } from './outcome-records.ts'
import { prune } from './prune.ts'
import { currentRevision } from './revision.ts'
import type { Store } from './store.ts'
import type { Database, Tables } from './tables.ts'

/**
 * Opens the store, and makes it or brings its tables up to date where that is needed.
 *
 * @param url `sqlite:` and the path of a file, whose folder is made when it is absent
 * @throws StoreUnsupportedError no such kind of store
 * @throws StoreUnopenableError the file is none, or cannot be written
 * @throws StoreNewerError a newer version of this program has used it
 */
export async function openStore(url: string, { now = Date.now } = {}): Promise<Store> {
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1]
  if (path === undefined) throw new StoreUnsupportedError(url)
  const database: Database = new Kysely<Tables>({ dialect: nodeSqliteDialect(await openFile(path)) })
  try {
    await migrate(database, now)
  } catch (error) {
    await database.destroy()
    throw error
  }
  return {
    ...incidentRecords(database),
    ...outcomeRecords(database),

    async changedSince(revision) {
      // The counter first: a record written after this line comes now and once again, never not at all.
      const latest = await currentRevision(database)
      if (latest === revision) return { revision, incidents: [], posts: [] }
      const incidents = await database
        .selectFrom('incidents')
        .select('body')
        .where('revision', '>', revision)
        .orderBy('revision')
        .execute()
      const posts = await database
        .selectFrom('posts')
        .selectAll()
        .where('revision', '>', revision)
        .orderBy('revision')
        .execute()
      return {
        revision: latest,
        incidents: incidents.map(({ body }) => JSON.parse(body)),
        posts: posts.map(toPost),
      }
    },

    prune: (olderThan) => prune(database, olderThan),

    async [Symbol.asyncDispose]() {
      await database.destroy()
    },
  }
}

const busyTimeoutMs = 5000

async function openFile(path: string): Promise<DatabaseSync> {
  let database: DatabaseSync | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    database = new DatabaseSync(path, { timeout: busyTimeoutMs })
    await useWriteAheadLog(database)
    database.exec('pragma synchronous = full')
    return database
  } catch (cause) {
    database?.close()
    throw new StoreUnopenableError(path, { cause })
  }
}

/** The switch needs the file for itself, and SQLite does not wait for that: the first few processes must. */
async function useWriteAheadLog(database: DatabaseSync) {
  const deadline = performance.now() + busyTimeoutMs
  for (;;) {
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await setTimeout(20)
    }
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}
