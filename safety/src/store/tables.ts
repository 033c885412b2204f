import type { Kysely, Transaction } from 'kysely'

/**
 * The rows as they lie in the database. `body` is the whole record as JSON; the columns beside it are those
 * that queries look by. Instants are epoch milliseconds.
 */
export interface Tables {
  incidents: {
    id: string
    label: string
    region: string
    state: string
    latitude: number
    longitude: number
    opened_at: number
    updated_at: number
    evidence: string
    body: string
    revision: number
  }
  /** The outbox: what was decided and written down, to be published as events. */
  changes: {
    id: string
    incident: string
    /** 1, 2, 3 … within its incident. */
    number: number
    region: string
    change: string
    at: number
    body: string
    /** 0 or 1: the databases do not agree on booleans. */
    published: number
    /** Orders changes as they were recorded, whatever the clock did. */
    revision: number
  }
  pins: {
    incident: string
    function: string
    region: string
    at: number
  }
  posts: {
    id: string
    incident: string
    channel: string
    status: string
    created_at: number
    published_at: number | null
    reviewed_at: number | null
    image: string | null
    body: string
    revision: number
  }
  /** One row: how many writes there were that a reader of incidents or posts would notice. */
  revisions: { id: number; value: number }
  migrations: { number: number; name: string; applied_at: number }
}

export type Database = Kysely<Tables>
export type Writing = Transaction<Tables>
