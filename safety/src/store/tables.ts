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
  /** The outbox of the channels. */
  deliveries: {
    id: string
    incident: string
    /** 0 for the post, then its follow-ups. */
    number: number
    channel: string
    region: string
    state: string
    attempts: number
    /** 1 when an attempt was begun and nobody knows whether the channel took it. */
    unsure: number
    /** Not to be tried before. */
    due_at: number
    /** Who tries it now, and until when nobody else does. */
    lease: string | null
    leased_until: number
    created_at: number
    settled_at: number | null
    reference: string | null
    url: string | null
    problem: string | null
    body: string
  }
  /** Channels that asked to be left alone for a while. */
  pauses: { channel: string; until: number }
  /** What was told of an incident after its post; the id is that of the change that it tells. */
  follow_ups: { id: string; incident: string; number: number; at: number; body: string }
  /** Incidents that must not come back. */
  erasures: { incident: string; at: number }
  subscribers: {
    /** SHA-256 (hex) of the endpoint. */
    id: string
    endpoint: string
    p256dh: string
    auth: string
    cell: string
    language: string
    created_at: number
  }
  /** One row: how many writes there were that a reader of incidents or posts would notice. */
  revisions: { id: number; value: number }
  migrations: { number: number; name: string; applied_at: number }
}

export type Database = Kysely<Tables>
export type Writing = Transaction<Tables>
