import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'

/** @param url as `libpq` reads it; what is left out comes from `PGPASSWORD` and its like */
export async function postgresEngine(url: string): Promise<Engine> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    allowExitOnIdle: true,
    types: { getTypeParser: numbersAsNumbers(pg.types) },
  })
  // A connection that breaks while nobody uses it is replaced at the next query.
  pool.on('error', () => {})
  // One that breaks between two statements of a transaction has nobody else to tell: the next statement says so.
  pool.on('connect', (client) => void client.on('error', () => {}))
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    database,
    alone: (work) =>
      database.transaction().execute(async (writing) => {
        await sql`select pg_advisory_xact_lock(hashtext('bonghwa migrations'))`.execute(writing)
        return work(writing)
      }),
  }
}

/** Of one process; many hold the store open at the same time. */
const connections = 4
const connectTimeoutMs = 10_000

/** Instants and revisions are bigints that fit into a number. */
function numbersAsNumbers(types: typeof import('pg').types): typeof types.getTypeParser {
  return ((id: number, format?: 'text') =>
    id === types.builtins.INT8 ? Number : types.getTypeParser(id, format)) as typeof types.getTypeParser
}
