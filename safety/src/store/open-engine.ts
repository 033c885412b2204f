import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import { StoreUnreachableError, StoreUnsupportedError } from './errors.ts'
import { mysqlEngine } from './mysql-engine.ts'
import { postgresEngine } from './postgres-engine.ts'
import { sqliteEngine } from './sqlite-engine.ts'

/** Whichever kind of database the URL names; drivers are loaded when they are asked for. */
export async function openEngine(url: string): Promise<Engine> {
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1]
  if (path !== undefined) return sqliteEngine(path)
  const open = servers.find(({ scheme }) => scheme.test(url))?.open
  if (open === undefined || !URL.canParse(url)) throw new StoreUnsupportedError(url)
  const engine = await open(url)
  try {
    await sql`select 1`.execute(engine.database)
    return engine
  } catch (cause) {
    await engine.database.destroy()
    throw new StoreUnreachableError(url, { cause })
  }
}

const servers = [
  { scheme: /^postgres(ql)?:\/\//, open: postgresEngine },
  { scheme: /^(mysql|mariadb):\/\//, open: mysqlEngine },
]
