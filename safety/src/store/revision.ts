import type { Database, Writing } from './tables.ts'

/**
 * The next revision, for the rows that this transaction writes. The row of the counter stays locked until the
 * transaction ends, so revisions become visible in order: who has read up to one has missed none before it.
 */
export async function nextRevision(writing: Writing): Promise<number> {
  await writing
    .updateTable('revisions')
    .set((row) => ({ value: row('value', '+', 1) }))
    .where('id', '=', 1)
    .execute()
  return currentRevision(writing)
}

export async function currentRevision(database: Database): Promise<number> {
  const { value } = await database
    .selectFrom('revisions')
    .select('value')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
  return Number(value)
}
