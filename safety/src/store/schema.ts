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
    if (!isMysql(error, duplicateKeyName)) throw error
  }
}

/** Drops an index, unless it is gone. */
export async function dropIndex(
  { database, indexesOfTables = false }: Engine,
  name: string,
  table: string,
): Promise<void> {
  const drop = database.schema.dropIndex(name)
  try {
    await (indexesOfTables ? drop.on(table) : drop.ifExists()).execute()
  } catch (error) {
    if (!isMysql(error, noSuchKey)) throw error
  }
}

const duplicateKeyName = 1061
const noSuchKey = 1091

function isMysql(error: unknown, errno: number): boolean {
  return error instanceof Error && 'errno' in error && error.errno === errno
}
