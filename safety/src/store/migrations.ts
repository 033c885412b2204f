import type { Engine } from './engine.ts'
import { dropIndex, newIndex, newTable } from './schema.ts'

/**
 * The steps from nothing to today's tables, in order. A step that was released is never edited: what it
 * should have been is the next step. Types are those that SQLite, PostgreSQL and MySQL share.
 */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'incidents, their changes and their outcomes', up: firstTables },
  { number: 2, name: 'deliveries, follow-ups, erasures, subscribers and places', up: channelTables },
  { number: 3, name: 'all that a map shows in one index', up: pointsIndex },
  {
    number: 4,
    name: 'what the index of points does as well is done by it alone; the open ones by label',
    up: fewerIndexes,
  },
]

export interface Migration {
  readonly number: number
  readonly name: string
  /** Each of its parts may be done again, for where a step that was cut off stays half done. */
  up(engine: Engine): Promise<void>
}

async function firstTables(engine: Engine) {
  await newTable(engine, 'incidents')
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
  await newIndex(engine, 'incidents_opened_at', 'incidents', ['opened_at'])
  await newIndex(engine, 'incidents_region_state', 'incidents', ['region', 'state'])
  await newIndex(engine, 'incidents_revision', 'incidents', ['revision'])

  await newTable(engine, 'changes')
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
  await newIndex(engine, 'changes_published', 'changes', ['published', 'region'])

  await newTable(engine, 'pins')
    .addColumn('incident', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('function', 'varchar(64)', (column) => column.notNull())
    .addColumn('region', 'varchar(64)', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()

  await newTable(engine, 'posts')
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
  await newIndex(engine, 'posts_status', 'posts', ['status', 'created_at'])
  await newIndex(engine, 'posts_revision', 'posts', ['revision'])

  await newTable(engine, 'revisions')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute()
  const { database } = engine
  const counter = await database.selectFrom('revisions').select('id').executeTakeFirst()
  if (counter === undefined) await database.insertInto('revisions').values({ id: 1, value: 0 }).execute()
}

async function channelTables(engine: Engine) {
  await newIndex(engine, 'incidents_place', 'incidents', ['latitude', 'longitude'])

  await newTable(engine, 'deliveries')
    .addColumn('id', 'varchar(160)', (column) => column.primaryKey())
    .addColumn('incident', 'varchar(64)', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('channel', 'varchar(64)', (column) => column.notNull())
    .addColumn('region', 'varchar(64)', (column) => column.notNull())
    .addColumn('state', 'varchar(16)', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('unsure', 'integer', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('lease', 'varchar(64)')
    .addColumn('leased_until', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('settled_at', 'bigint')
    .addColumn('reference', 'text')
    .addColumn('url', 'text')
    .addColumn('problem', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addUniqueConstraint('deliveries_part', ['incident', 'number', 'channel'])
    .execute()
  await newIndex(engine, 'deliveries_state', 'deliveries', ['state', 'created_at'])

  await newTable(engine, 'pauses')
    .addColumn('channel', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute()

  await newTable(engine, 'follow_ups')
    .addColumn('id', 'varchar(96)', (column) => column.primaryKey())
    .addColumn('incident', 'varchar(64)', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addUniqueConstraint('follow_ups_number', ['incident', 'number'])
    .execute()

  await newTable(engine, 'erasures')
    .addColumn('incident', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()

  await newTable(engine, 'subscribers')
    .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('endpoint', 'text', (column) => column.notNull())
    .addColumn('p256dh', 'varchar(255)', (column) => column.notNull())
    .addColumn('auth', 'varchar(255)', (column) => column.notNull())
    .addColumn('cell', 'varchar(32)', (column) => column.notNull())
    .addColumn('language', 'varchar(8)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await newIndex(engine, 'subscribers_cell', 'subscribers', ['cell'])
}

/** A map of a hundred thousand incidents is read from it alone, without their rows. */
async function pointsIndex(engine: Engine) {
  const columns = ['latitude', 'longitude', 'opened_at', 'id', 'label', 'state']
  await newIndex(engine, 'incidents_points', 'incidents', columns)
}

/** `incidents_points` begins with the place. What is open is asked for by label: a few among a hundred thousand. */
async function fewerIndexes(engine: Engine) {
  await dropIndex(engine, 'incidents_place', 'incidents')
  await newIndex(engine, 'incidents_state_label', 'incidents', ['state', 'label', 'opened_at'])
}
