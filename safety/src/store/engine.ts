import type { RawBuilder } from 'kysely'
import type { Database } from './tables.ts'

/** What differs between the kinds of databases; all else is one code. */
export interface Engine {
  readonly database: Database
  /**
   * Runs work that changes tables while no other process does. Should it fail, what it did is undone where the
   * engine can (SQLite, PostgreSQL); MySQL cannot, so each part of the work must bear being done again.
   */
  alone<Result>(work: (database: Database) => Promise<Result>): Promise<Result>
  /** To be said after a new table's columns. */
  readonly tableOptions?: RawBuilder<unknown>
  /** An index is named within its table, as in MySQL, and not in the database. */
  readonly indexesOfTables?: boolean
}
