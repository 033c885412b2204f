import type { Database, Writing } from './tables.ts'

/**
 * One after another: a transaction begins by counting up the one row of the counter, which stays locked until
 * the transaction ends. So what was read in it stays true until it is written, on every database alike, and
 * revisions become visible in order: who has read up to one has missed none before it.
 *
 * @param work gets the revision for the rows that it writes
 */
export async function write<Result>(
  database: Database,
  work: (writing: Writing, revision: number) => Promise<Result>,
): Promise<Result> {
  return database.transaction().execute(async (writing) => {
    await writing
      .updateTable('revisions')
      .set((row) => ({ value: row('value', '+', 1) }))
      .where('id', '=', 1)
      .execute()
    return work(writing, await currentRevision(writing))
  })
}

export async function currentRevision(database: Database): Promise<number> {
  const { value } = await database
    .selectFrom('revisions')
    .select('value')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
  return Number(value)
}
