import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { Kysely } from 'kysely'
import type { Engine } from './engine.ts'
import { StoreUnopenableError } from './errors.ts'
import { nodeSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'

/** @throws StoreUnopenableError the file is no database, or cannot be written */
export async function sqliteEngine(path: string): Promise<Engine> {
  const database = new Kysely<Tables>({ dialect: nodeSqliteDialect(await openFile(path)) })
  return {
    database,
    // Every transaction holds the write lock from its beginning.
    alone: (work) => database.transaction().execute(work),
  }
}

const busyTimeoutMs = 5000

async function openFile(path: string): Promise<DatabaseSync> {
  let database: DatabaseSync | undefined
  try {
    // A function may write the file that is there, and not make folders around it.
    if (!existsSync(path)) mkdirSync(dirname(path), { recursive: true })
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
