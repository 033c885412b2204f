import { Kysely, MysqlDialect, sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'

/** MySQL 8 and MariaDB 10.5 or newer. */
export async function mysqlEngine(url: string): Promise<Engine> {
  const { createPool } = await import('mysql2')
  const pool = createPool({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    connectionLimit: connections,
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4',
  })
  const database = new Kysely<Tables>({
    dialect: new MysqlDialect({
      pool,
      // As the others do it: a row that a transaction waited for is then read as it is, not as it was.
      onCreateConnection: async (connection) => {
        await connection.executeQuery(
          sql`set session transaction isolation level read committed`.compile(database),
        )
      },
    }),
  })
  return {
    database,
    // Changes of tables commit by themselves here, so a transaction would hold nobody off.
    alone: (work) =>
      database.connection().execute(async (connection) => {
        await sql`select get_lock(left(concat('bonghwa.', database()), 64), ${lockSeconds})`.execute(
          connection,
        )
        try {
          return await work(connection)
        } finally {
          await sql`select release_lock(left(concat('bonghwa.', database()), 64))`.execute(connection)
        }
      }),
    // Ids are told apart by case, and texts are Korean whatever the server's default is.
    tableOptions: sql`engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin`,
    indexesOfTables: true,
  }
}

/** Of one process; many hold the store open at the same time. */
const connections = 4
const connectTimeoutMs = 10_000
const lockSeconds = 60
