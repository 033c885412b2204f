import type { Engine } from './engine.ts'
import { StoreNewerError } from './errors.ts'
import { type Migration, migrations } from './migrations.ts'

/**
 * Applies the steps that this database has not seen, and answers how many those were. Several processes
 * may call it at once: one applies a step and the others find it done.
 */
export async function migrate(
  engine: Engine,
  now: () => number,
  steps: readonly Migration[] = migrations,
): Promise<number> {
  return engine.alone(async (database) => {
    await database.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'varchar(255)', (column) => column.notNull())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute()
    const applied = await database.selectFrom('migrations').select('number').execute()
    const done = new Set(applied.map((row) => row.number))
    const known = new Set(steps.map((step) => step.number))
    const unknown = [...done].find((number) => !known.has(number))
    if (unknown !== undefined) throw new StoreNewerError(unknown, Math.max(...known))
    const missing = steps.filter((step) => !done.has(step.number))
    for (const { number, name, up } of missing) {
      await up({ ...engine, database })
      await database.insertInto('migrations').values({ number, name, applied_at: now() }).execute()
    }
    return missing.length
  })
}
