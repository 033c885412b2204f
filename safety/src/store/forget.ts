import type { Incident, IncidentLabel } from '../incident/incident.ts'
import { write } from './revision.ts'
import type { Database, Writing } from './tables.ts'

export interface ForgetfulRecords {
  /**
   * Forgets closed incidents last seen before `olderThan` (epoch milliseconds), of one label or of all, with all
   * that came of them; at most 1000 in one call. One that is open, or whose change has yet to be published, stays
   * however old it is.
   */
  prune(olderThan: number, label?: IncidentLabel): Promise<Forgotten>
  /** Forgets one incident, whatever its state, and never takes it in again. */
  erase(incident: string, at: number): Promise<Forgotten & { readonly published: readonly string[] }>
  isErased(incident: string): Promise<boolean>
}

export interface Forgotten {
  /** How many incidents were forgotten, with their pins, posts, changes, follow-ups and deliveries. */
  readonly incidents: number
  /** Addresses in the evidence store that nothing refers to any more. */
  readonly evidence: readonly string[]
}

const mostAtOnce = 1000

export function forgetfulRecords(database: Database): Omit<ForgetfulRecords, 'isErased'> {
  return {
    async prune(olderThan, label) {
      return write(database, async (writing) => {
        let query = writing
          .selectFrom('incidents')
          .select('id')
          .where('state', '=', 'closed' satisfies Incident['state'])
          .where('updated_at', '<', olderThan)
          .where('id', 'not in', (inner) =>
            inner.selectFrom('changes').select('incident').where('published', '=', 0),
          )
        if (label !== undefined) query = query.where('label', '=', label)
        const old = await query.limit(mostAtOnce).execute()
        return forget(
          writing,
          old.map(({ id }) => id),
        )
      })
    },

    async erase(incident, at) {
      return write(database, async (writing) => {
        const deliveries = await writing
          .selectFrom('deliveries')
          .select('url')
          .where('incident', '=', incident)
          .where('state', '=', 'delivered')
          .execute()
        const forgotten = await forget(writing, [incident])
        await writing.deleteFrom('erasures').where('incident', '=', incident).execute()
        await writing.insertInto('erasures').values({ incident, at }).execute()
        return { ...forgotten, published: deliveries.flatMap(({ url }) => url ?? []) }
      })
    },
  }
}

async function forget(writing: Writing, ids: readonly string[]): Promise<Forgotten> {
  if (ids.length === 0) return { incidents: 0, evidence: [] }
  const shown = await picturesOf(writing, ids)
  for (const table of ['posts', 'pins', 'changes', 'follow_ups', 'deliveries'] as const)
    await writing.deleteFrom(table).where('incident', 'in', ids).execute()
  const { numDeletedRows } = await writing.deleteFrom('incidents').where('id', 'in', ids).executeTakeFirst()
  return { incidents: Number(numDeletedRows), evidence: await unreferenced(writing, shown) }
}

/** Every picture that these incidents showed: an update may have replaced the first by a better one. */
async function picturesOf(writing: Writing, ids: readonly string[]): Promise<string[]> {
  const incidents = await writing.selectFrom('incidents').select('evidence').where('id', 'in', ids).execute()
  const changes = await writing.selectFrom('changes').select('body').where('incident', 'in', ids).execute()
  const posts = await writing.selectFrom('posts').select('image').where('incident', 'in', ids).execute()
  const pictures = [
    ...incidents.map(({ evidence }) => evidence),
    ...changes.map(({ body }) => (JSON.parse(body) as Incident).evidence),
    ...posts.flatMap(({ image }) => image ?? []),
  ]
  return [...new Set(pictures)]
}

async function unreferenced(writing: Writing, pictures: readonly string[]): Promise<string[]> {
  if (pictures.length === 0) return []
  const incidents = await writing
    .selectFrom('incidents')
    .select('evidence')
    .where('evidence', 'in', pictures)
    .execute()
  const posts = await writing.selectFrom('posts').select('image').where('image', 'in', pictures).execute()
  const kept = new Set([...incidents.map(({ evidence }) => evidence), ...posts.map(({ image }) => image)])
  return pictures.filter((picture) => !kept.has(picture))
}
