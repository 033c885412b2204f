import { deliveryRecords } from './delivery-records.ts'
import { isErased } from './erasure.ts'
import { followUpRecords } from './follow-up-records.ts'
import { forgetfulRecords } from './forget.ts'
import { incidentRecords } from './incident-records.ts'
import { migrate } from './migrate.ts'
import { openEngine } from './open-engine.ts'
import { outcomeRecords, toPost } from './outcome-records.ts'
import { currentRevision } from './revision.ts'
import type { Store } from './store.ts'
import { subscriberRecords } from './subscriber-records.ts'

/**
 * Opens the store, and makes it or brings its tables up to date where that is needed.
 *
 * @param url `sqlite:` and the path of a file, whose folder is made when it is absent; or a database on a server,
 *   `postgres://…`, `mysql://…`, `mariadb://…`
 * @throws StoreUnsupportedError no such kind of store
 * @throws StoreUnopenableError the file is none, or cannot be written
 * @throws StoreUnreachableError no server answers, or it does not let the user in
 * @throws StoreNewerError a newer version of this program has used it
 */
export async function openStore(url: string, { now = Date.now } = {}): Promise<Store> {
  const engine = await openEngine(url)
  const { database } = engine
  try {
    await migrate(engine, now)
  } catch (error) {
    await database.destroy()
    throw error
  }
  return {
    ...incidentRecords(database),
    ...outcomeRecords(database),
    ...followUpRecords(database),
    ...deliveryRecords(database),
    ...subscriberRecords(database),
    ...forgetfulRecords(database),
    isErased: (incident) => isErased(database, incident),

    async changedSince(revision) {
      // The counter first: a record written after this line comes now and once again, never not at all.
      const latest = await currentRevision(database)
      if (latest === revision) return { revision, incidents: [], posts: [] }
      const incidents = await database
        .selectFrom('incidents')
        .select('body')
        .where('revision', '>', revision)
        .orderBy('revision')
        .execute()
      const posts = await database
        .selectFrom('posts')
        .selectAll()
        .where('revision', '>', revision)
        .orderBy('revision')
        .execute()
      return {
        revision: latest,
        incidents: incidents.map(({ body }) => JSON.parse(body)),
        posts: posts.map(toPost),
      }
    },

    async [Symbol.asyncDispose]() {
      await database.destroy()
    },
  }
}
