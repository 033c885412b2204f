import type { CreateTableBuilder } from 'kysely'
import type { Engine } from './engine.ts'

/** A table, unless it is there, with what this kind of database wants said of it. */
export function newTable<Name extends string>(
  { database, tableOptions }: Engine,
  name: Name,
): CreateTableBuilder<Name, never> {
  const table = database.schema.createTable(name).ifNotExists()
  return tableOptions === undefined ? table : table.modifyEnd(tableOptions)
}

/** An index, unless it is there. */
export async function newIndex(
  { database }: Engine,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  try {
    await database.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute()
  } catch (error) {
    // Only MySQL can have it already, and cannot be told to be content with that.
    const duplicateKeyName = 1061
    if (!(error instanceof Error && 'errno' in error && error.errno === duplicateKeyName)) throw error
  }
}
