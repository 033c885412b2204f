import type { InsertObject } from 'kysely'
import type { Tables, Writing } from './tables.ts'

/**
 * Inserts a row unless one of its unique keys is taken, and answers whether it did. Of two processes that
 * race with the same key exactly one is told `true`. (SQLite and PostgreSQL; MySQL says INSERT IGNORE.)
 */
export async function insertOnce<Table extends keyof Tables>(
  writing: Writing,
  table: Table,
  row: InsertObject<Tables, Table>,
): Promise<boolean> {
  const result = await writing
    .insertInto(table)
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0
}
