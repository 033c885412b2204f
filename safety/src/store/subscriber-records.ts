import { createHash } from 'node:crypto'
import type { Subscriber } from '../outcome/subscriber.ts'
import { write } from './revision.ts'
import type { Database, Tables } from './tables.ts'

export interface SubscriberRecords {
  /** An endpoint is kept once: subscribed again, it has what was said last. */
  subscribe(subscriber: Subscriber): Promise<void>
  /** Nothing happens when it is gone already. */
  unsubscribe(endpoint: string): Promise<void>
  /** Those of these cells, oldest first. */
  subscribersIn(cells: readonly string[]): Promise<Subscriber[]>
}

export function subscriberRecords(database: Database): SubscriberRecords {
  return {
    async subscribe({ endpoint, keys, cell, language, createdAt }) {
      const id = idOf(endpoint)
      await write(database, async (writing) => {
        await writing.deleteFrom('subscribers').where('id', '=', id).execute()
        await writing
          .insertInto('subscribers')
          .values({ id, endpoint, ...keys, cell, language, created_at: createdAt })
          .execute()
      })
    },

    async unsubscribe(endpoint) {
      await database.deleteFrom('subscribers').where('id', '=', idOf(endpoint)).execute()
    },

    async subscribersIn(cells) {
      if (cells.length === 0) return []
      const rows = await database
        .selectFrom('subscribers')
        .selectAll()
        .where('cell', 'in', cells)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toSubscriber)
    },
  }
}

/** Endpoints are longer than a key may be. */
function idOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('hex')
}

function toSubscriber(row: Tables['subscribers']): Subscriber {
  const { endpoint, p256dh, auth, cell, language, created_at } = row
  return {
    endpoint,
    keys: { p256dh, auth },
    cell,
    language: language as Subscriber['language'],
    createdAt: Number(created_at),
  }
}
