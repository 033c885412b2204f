import type { Kysely } from 'kysely'
import { StoreNewerError } from './errors.ts'
import type { Database } from './tables.ts'

/**
 * The steps from nothing to today's tables, in order. A step that was released is never edited: what it
 * should have been is the next step. Types are those that SQLite, PostgreSQL and MySQL share.
 */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'incidents, their changes and their outcomes', up: firstTables },
]

/**
 * Applies the steps that this database has not seen, and answers how many those were. Several processes
 * may call it at once: the transaction holds the write lock, so one applies a step and the others find it done.
 */
export async function migrate(
  database: Database,
  now: () => number,
  steps: readonly Migration[] = migrations,
): Promise<number> {
  return database.transaction().execute(async (writing) => {
    await writing.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'varchar(255)', (column) => column.notNull())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute()
    const applied = await writing.selectFrom('migrations').select('number').execute()
    const done = new Set(applied.map((row) => row.number))
    const known = new Set(steps.map((step) => step.number))
    const unknown = [...done].find((number) => !known.has(number))
    if (unknown !== undefined) throw new StoreNewerError(unknown, Math.max(...known))
    const missing = steps.filter((step) => !done.has(step.number))
    for (const { number, name, up } of missing) {
      await up(writing as unknown as Kysely<unknown>)
      await writing.insertInto('migrations').values({ number, name, applied_at: now() }).execute()
    }
    return missing.length
  })
}

export interface Migration {
  readonly number: number
  readonly name: string
  /** Knows no table's type: those are today's, and the step may be from long ago. */
  up(database: Kysely<unknown>): Promise<void>
}

async function firstTables(database: Kysely<unknown>) {
  const { schema } = database
  await schema
    .createTable('incidents')
    .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('label', 'varchar(32)', (column) => column.notNull())
    .addColumn('region', 'varchar(64)', (column) => column.notNull())
    .addColumn('state', 'varchar(16)', (column) => column.notNull())
    .addColumn('latitude', 'double precision', (column) => column.notNull())
    .addColumn('longitude', 'double precision', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('evidence', 'varchar(64)', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute()
  await schema.createIndex('incidents_opened_at').on('incidents').column('opened_at').execute()
  await schema.createIndex('incidents_region_state').on('incidents').columns(['region', 'state']).execute()
  await schema.createIndex('incidents_revision').on('incidents').column('revision').execute()

  await schema
    .createTable('changes')
    .addColumn('id', 'varchar(96)', (column) => column.primaryKey())
    .addColumn('incident', 'varchar(64)', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('region', 'varchar(64)', (column) => column.notNull())
    .addColumn('change', 'varchar(16)', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('published', 'integer', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('changes_incident_number', ['incident', 'number'])
    .execute()
  await schema.createIndex('changes_published').on('changes').columns(['published', 'region']).execute()

  await schema
    .createTable('pins')
    .addColumn('incident', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('function', 'varchar(64)', (column) => column.notNull())
    .addColumn('region', 'varchar(64)', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()

  await schema
    .createTable('posts')
    .addColumn('id', 'varchar(96)', (column) => column.primaryKey())
    .addColumn('incident', 'varchar(64)', (column) => column.notNull())
    .addColumn('channel', 'varchar(32)', (column) => column.notNull())
    .addColumn('status', 'varchar(16)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('published_at', 'bigint')
    .addColumn('reviewed_at', 'bigint')
    .addColumn('image', 'varchar(64)')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('posts_incident_channel', ['incident', 'channel'])
    .execute()
  await schema.createIndex('posts_status').on('posts').columns(['status', 'created_at']).execute()
  await schema.createIndex('posts_revision').on('posts').column('revision').execute()

  await schema
    .createTable('revisions')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute()
  await (database as unknown as Database).insertInto('revisions').values({ id: 1, value: 0 }).execute()
}
