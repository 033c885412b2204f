import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Engine } from '../store/engine.ts'
import { openEngine } from '../store/open-engine.ts'
import { openStore } from '../store/open-store.ts'

/** A kind of database to test with. Everything that a test makes in it is dropped with it. */
export interface StoreServer extends AsyncDisposable {
  readonly name: string
  /** Why it cannot be had here. */
  readonly skip: string | false
  /** A store that nobody has used. */
  newUrl(): Promise<string>
  /** A store with nothing in it: making tables takes a server much longer than emptying them. */
  emptyUrl(): Promise<string>
}

const postgres = process.env.BONGHWA_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const mariadb = process.env.BONGHWA_TEST_MARIADB ?? 'mariadb://root@127.0.0.1:3306/mysql'

/** SQLite; PostgreSQL and MariaDB where they listen. */
export async function storeServers(): Promise<readonly StoreServer[]> {
  return [sqliteFiles(), await databasesOf('PostgreSQL', postgres), await databasesOf('MariaDB', mariadb)]
}

function sqliteFiles(): StoreServer {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-store-'))
  let files = 0
  const newUrl = async () => `sqlite:${join(folder, `${++files}`, 'city.db')}`
  return {
    name: 'SQLite',
    skip: false,
    newUrl,
    emptyUrl: newUrl,
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function databasesOf(name: string, url: string): Promise<StoreServer> {
  const made: string[] = []
  const run = async (statement: string) => {
    const { database } = await openEngine(url)
    try {
      await sql.raw(statement).execute(database)
    } finally {
      await database.destroy()
    }
  }
  const skip = await run('select 1').then(
    () => false as const,
    (error: Error) => `needs a ${name} server: ${error.message}`,
  )
  async function newUrl() {
    const database = `bonghwa_test_${randomBytes(6).toString('hex')}`
    await run(`create database ${database}`)
    made.push(database)
    const own = new URL(url)
    own.pathname = `/${database}`
    return own.href
  }
  let reused: { readonly url: string; readonly engine: Engine } | undefined
  return {
    name,
    skip,
    newUrl,
    async emptyUrl() {
      if (reused === undefined) {
        const own = await newUrl()
        await (await openStore(own))[Symbol.asyncDispose]()
        reused = { url: own, engine: await openEngine(own) }
      } else await emptied(reused.engine)
      return reused.url
    },
    async [Symbol.asyncDispose]() {
      await reused?.engine.database.destroy()
      for (const database of made.splice(0)) await run(`drop database ${database}`)
    },
  }
}

async function emptied({ database }: Engine) {
  await database.transaction().execute(async (writing) => {
    await writing.updateTable('revisions').set({ value: 0 }).execute()
    for (const { name } of await database.introspection.getTables())
      if (name !== 'revisions' && name !== 'migrations')
        await sql`delete from ${sql.table(name)}`.execute(writing)
  })
}
