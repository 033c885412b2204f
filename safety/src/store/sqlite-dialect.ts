import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/**
 * Kysely over Node's own SQLite.
 *
 * A transaction takes the write lock when it begins, not at its first write: with several processes on
 * one file a lock taken later may be refused at once (SQLITE_BUSY_SNAPSHOT), without the busy timeout's wait.
 */
export function nodeSqliteDialect(database: DatabaseSync): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const statement = database.prepare(sql)
      const values = parameters as readonly SQLInputValue[]
      if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] }
      const { changes } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes) }
    },
    // biome-ignore lint/correctness/useYield: a generator is what the interface asks for
    async *streamQuery() {
      throw new TypeError('The store reads whole results, never a stream.')
    },
  }
  const say = (statement: string) => async (on: DatabaseConnection) => {
    await on.executeQuery(CompiledQuery.raw(statement))
  }
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => ({
      async init() {},
      acquireConnection: async () => connection,
      releaseConnection: async () => {},
      beginTransaction: say('begin immediate'),
      commitTransaction: say('commit'),
      async rollbackTransaction(on) {
        // A full disk has it rolled back already, and its own words matter more.
        if (database.isTransaction) await say('rollback')(on)
      },
      async destroy() {
        database.close()
      },
    }),
  }
}
