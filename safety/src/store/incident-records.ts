import type { Incident, IncidentLabel } from '../incident/incident.ts'
import { isErased } from './erasure.ts'
import { write } from './revision.ts'
import type { Database, Writing } from './tables.ts'

export interface IncidentRecords {
  /**
   * Writes the incident as it is now and the change that is to be announced, both or neither. Answers the
   * change's id, which is the id of its event: `<incident>.1`, `<incident>.2` …
   *
   * Whoever records a change publishes its event and then says `markPublished`; killed between the two, it
   * finds the change among `unpublishedChanges` when it starts again. So each event goes out at least once,
   * and always under the same id.
   *
   * An incident opens once, and closes once unless it was opened again in between: recorded again, as by a watch that
   * was restarted and sees the same frames, either answers the id it had and writes nothing. Of an incident that was erased nothing is written
   * and nothing is to be told: `undefined`.
   */
  recordChange(
    change: { change: IncidentChange; incident: Incident },
    at: number,
  ): Promise<string | undefined>
  /** Changes of this region whose events may not have gone out, in the order they were recorded. */
  unpublishedChanges(region: string): Promise<RecordedChange[]>
  markPublished(changeId: string): Promise<void>
  /** Writes the incident as it is now with nothing to announce. */
  saveIncident(incident: Incident): Promise<void>
  /** What a watch goes on with after a restart, oldest first. */
  openIncidents(region: string): Promise<Incident[]>
  incident(id: string): Promise<Incident | undefined>
  /** Newest first, by when they opened. */
  findIncidents(filter?: IncidentFilter): Promise<Incident[]>
  /** As `findIncidents`, but for a map: no more than a point needs, the newest 100,000 unless told, in any order. */
  incidentPoints(filter?: IncidentFilter): Promise<IncidentPoint[]>
}

export interface IncidentPoint extends Pick<Incident, 'id' | 'label' | 'state' | 'place'> {
  /** Epoch milliseconds. */
  readonly openedAt: number
}

export type IncidentChange = 'opened' | 'updated' | 'closed'

export interface RecordedChange {
  readonly id: string
  readonly change: IncidentChange
  /** As it was at this change. */
  readonly incident: Incident
  /** Epoch milliseconds at which it was decided. */
  readonly at: number
}

export interface IncidentFilter {
  readonly label?: IncidentLabel | undefined
  readonly region?: string | undefined
  readonly state?: Incident['state'] | undefined
  /** Epoch milliseconds: opened at or after `since` and before `until`. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  /** Degrees; a west greater than the east crosses the antimeridian. */
  readonly bbox?: BoundingBox | undefined
  /** 100 unless told. */
  readonly limit?: number | undefined
}

export interface BoundingBox {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

export function incidentRecords(database: Database): IncidentRecords {
  return {
    async recordChange({ change, incident }, at) {
      return write(database, async (writing, revision) => {
        if (await isErased(writing, incident.id)) return undefined
        const before = await writing
          .selectFrom('changes')
          .select(['id', 'number', 'change'])
          .where('incident', '=', incident.id)
          .orderBy('number', 'desc')
          .execute()
        const [latest] = before
        const same =
          change === 'opened'
            ? before.find((one) => one.change === 'opened')
            : change === 'closed' && latest?.change === 'closed'
              ? latest
              : undefined
        if (same !== undefined) return same.id
        await writeIncident(writing, revision, incident)
        const next = Number(latest?.number ?? 0) + 1
        const id = `${incident.id}.${next}`
        await writing
          .insertInto('changes')
          .values({
            id,
            incident: incident.id,
            number: next,
            region: incident.region,
            change,
            at,
            body: JSON.stringify(incident),
            published: 0,
            revision,
          })
          .execute()
        return id
      })
    },

    async unpublishedChanges(region) {
      const rows = await database
        .selectFrom('changes')
        .selectAll()
        .where('published', '=', 0)
        .where('region', '=', region)
        .orderBy('revision')
        .execute()
      return rows.map(({ id, change, body, at }) => ({
        id,
        change: change as IncidentChange,
        incident: JSON.parse(body),
        at: Number(at),
      }))
    },

    async markPublished(changeId) {
      await database.updateTable('changes').set({ published: 1 }).where('id', '=', changeId).execute()
    },

    async saveIncident(incident) {
      await write(database, async (writing, revision) => {
        if (!(await isErased(writing, incident.id))) await writeIncident(writing, revision, incident)
      })
    },

    async openIncidents(region) {
      const rows = await database
        .selectFrom('incidents')
        .select('body')
        .where('region', '=', region)
        .where('state', '=', 'open')
        .orderBy('opened_at')
        .orderBy('id')
        .execute()
      return rows.map(({ body }) => JSON.parse(body))
    },

    async incident(id) {
      const row = await database
        .selectFrom('incidents')
        .select('body')
        .where('id', '=', id)
        .executeTakeFirst()
      return row && JSON.parse(row.body)
    },

    async findIncidents({ limit = 100, ...filter } = {}) {
      const rows = await incidentsWhere(database, filter)
        .select('body')
        .orderBy('opened_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ body }) => JSON.parse(body))
    },

    async incidentPoints({ limit = 100_000, ...filter } = {}) {
      const query = incidentsWhere(database, filter).select([
        ...(['id', 'label', 'state', 'latitude', 'longitude', 'opened_at'] as const),
      ])
      const some = await query.limit(limit + 1).execute()
      // Sorting takes a third of the time, and is of use only where some must be left out.
      const rows =
        some.length <= limit
          ? some
          : await query.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(({ id, label, state, latitude, longitude, opened_at }) => ({
        id,
        label: label as Incident['label'],
        state: state as Incident['state'],
        place: { latitude, longitude },
        openedAt: Number(opened_at),
      }))
    },
  }
}

function incidentsWhere(database: Database, filter: Omit<IncidentFilter, 'limit'>) {
  const { label, region, state, since, until, bbox } = filter
  let query = database.selectFrom('incidents')
  if (label !== undefined) query = query.where('label', '=', label)
  if (region !== undefined) query = query.where('region', '=', region)
  if (state !== undefined) query = query.where('state', '=', state)
  if (since !== undefined) query = query.where('opened_at', '>=', since)
  if (until !== undefined) query = query.where('opened_at', '<', until)
  if (bbox === undefined) return query
  const { west, south, east, north } = bbox
  return query
    .where('latitude', '>=', south)
    .where('latitude', '<=', north)
    .where((row) => {
      const sides = [row('longitude', '>=', west), row('longitude', '<=', east)]
      return west <= east ? row.and(sides) : row.or(sides)
    })
}

async function writeIncident(writing: Writing, revision: number, incident: Incident): Promise<void> {
  const { id, label, region, state, place, openedAt, updatedAt, evidence } = incident
  const row = {
    label,
    region,
    state,
    latitude: place.latitude,
    longitude: place.longitude,
    opened_at: openedAt,
    updated_at: updatedAt,
    evidence,
    body: JSON.stringify(incident),
    revision,
  }
  const { numUpdatedRows } = await writing
    .updateTable('incidents')
    .set(row)
    .where('id', '=', id)
    .executeTakeFirst()
  if (Number(numUpdatedRows) === 0) {
    await writing
      .insertInto('incidents')
      .values({ id, ...row })
      .execute()
  }
}
