import type { Database } from './tables.ts'

export interface Pruned {
  /** How many incidents were forgotten, with their pins, posts and changes. */
  readonly incidents: number
  /** Addresses in the evidence store that nothing refers to any more. */
  readonly evidence: readonly string[]
}

/**
 * Forgets closed incidents that were last seen before `olderThan` (epoch milliseconds). One that is open, or
 * whose change has yet to be published, stays however old it is.
 */
export async function prune(database: Database, olderThan: number): Promise<Pruned> {
  return database.transaction().execute(async (writing) => {
    const old = await writing
      .selectFrom('incidents')
      .select(['id', 'evidence'])
      .where('state', '=', 'closed')
      .where('updated_at', '<', olderThan)
      .where('id', 'not in', (inner) =>
        inner.selectFrom('changes').select('incident').where('published', '=', 0),
      )
      .limit(1000)
      .execute()
    if (old.length === 0) return { incidents: 0, evidence: [] }
    const ids = old.map((row) => row.id)
    const photos = await writing.selectFrom('posts').select('image').where('incident', 'in', ids).execute()

    await writing.deleteFrom('posts').where('incident', 'in', ids).execute()
    await writing.deleteFrom('pins').where('incident', 'in', ids).execute()
    await writing.deleteFrom('changes').where('incident', 'in', ids).execute()
    await writing.deleteFrom('incidents').where('id', 'in', ids).execute()

    const released = new Set([...old.map((row) => row.evidence), ...photos.map((row) => row.image)])
    const hashes = [...released].filter((hash) => hash !== null)
    const stillShown = await writing
      .selectFrom('incidents')
      .select('evidence')
      .where('evidence', 'in', hashes)
      .execute()
    const stillPosted = await writing
      .selectFrom('posts')
      .select('image')
      .where('image', 'in', hashes)
      .execute()
    const kept = new Set([...stillShown.map((row) => row.evidence), ...stillPosted.map((row) => row.image)])
    return { incidents: ids.length, evidence: hashes.filter((hash) => !kept.has(hash)) }
  })
}
