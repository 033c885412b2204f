import { randomUUID } from 'node:crypto'
import { type Delivery, type DeliveryState, deliveryId, type Message } from '../outcome/delivery.ts'
import { write } from './revision.ts'
import type { Database, Tables, Writing } from './tables.ts'

/**
 * The outbox. A delivery is written together with what it tells, and afterwards tried until it is settled. Whoever
 * tries it claims it first: of several that want to, one may, and the others may again when its lease is over.
 */
export interface DeliveryRecords {
  delivery(id: string): Promise<Delivery | undefined>
  /** Oldest first; 1000 unless told. */
  deliveries(filter?: DeliveryFilter): Promise<Delivery[]>
  /**
   * Begins an attempt; `undefined` when it is settled, leased by another, or not due yet.
   * The claim's `delivery.unsure` says whether an earlier attempt may have got through.
   */
  claimDelivery(id: string, now: number, leaseMs: number): Promise<Claim | undefined>
  /** The channel has it. True also for a holder whose lease is over, and known of no second one. */
  settleDelivered(claim: Claim, sent: { reference: string; url: string | null }, at: number): Promise<void>
  /** It never will be delivered. */
  settleUndelivered(id: string, state: 'refused' | 'expired', problem: string, at: number): Promise<void>
  /**
   * Ends an attempt in vain.
   *
   * @param failure `unsure`: nobody knows whether the channel took it; `dueAt`: when it may be tried again
   */
  releaseDelivery(claim: Claim, failure: { unsure: boolean; dueAt: number; problem: string }): Promise<void>
  /** Epoch milliseconds until which the channel asked to be left alone; 0 when it did not. */
  channelPausedUntil(channel: string): Promise<number>
  pauseChannel(channel: string, until: number): Promise<void>
}

export interface DeliveryFilter {
  readonly incident?: string | undefined
  readonly channel?: string | undefined
  readonly state?: DeliveryState | undefined
  readonly limit?: number | undefined
}

export interface Claim {
  readonly delivery: Delivery
  readonly lease: string
}

export function deliveryRecords(database: Database): DeliveryRecords {
  const delivery = async (id: string) => {
    const row = await database.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toDelivery(row)
  }
  return {
    delivery,

    async deliveries({ incident, channel, state, limit = 1000 } = {}) {
      let query = database.selectFrom('deliveries').selectAll()
      if (incident !== undefined) query = query.where('incident', '=', incident)
      if (channel !== undefined) query = query.where('channel', '=', channel)
      if (state !== undefined) query = query.where('state', '=', state)
      const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute()
      return rows.map(toDelivery)
    },

    async claimDelivery(id, now, leaseMs) {
      const before = await delivery(id)
      const lease = randomUUID()
      const { numUpdatedRows } = await database
        .updateTable('deliveries')
        .set((row) => ({
          lease,
          leased_until: now + leaseMs,
          attempts: row('attempts', '+', 1),
          unsure: 1,
        }))
        .where('id', '=', id)
        .where('state', '=', 'due' satisfies DeliveryState)
        .where('leased_until', '<=', now)
        .where('due_at', '<=', now)
        // What was read above is what is claimed: each claim counts.
        .where('attempts', '=', before?.attempts ?? -1)
        .executeTakeFirst()
      return before !== undefined && Number(numUpdatedRows) > 0
        ? { delivery: { ...before, attempts: before.attempts + 1 }, lease }
        : undefined
    },

    async settleDelivered({ delivery: { id } }, { reference, url }, at) {
      await database
        .updateTable('deliveries')
        .set({ ...settled('delivered', at), unsure: 0, reference, url, problem: null })
        .where('id', '=', id)
        .where('state', '!=', 'delivered' satisfies DeliveryState)
        .execute()
    },

    async settleUndelivered(id, state, problem, at) {
      await database
        .updateTable('deliveries')
        .set({ ...settled(state, at), problem })
        .where('id', '=', id)
        .where('state', '=', 'due' satisfies DeliveryState)
        .execute()
    },

    async releaseDelivery({ delivery: { id }, lease }, { unsure, dueAt, problem }) {
      await database
        .updateTable('deliveries')
        .set({ lease: null, leased_until: 0, unsure: unsure ? 1 : 0, due_at: dueAt, problem })
        .where('id', '=', id)
        .where('lease', '=', lease)
        .where('state', '=', 'due' satisfies DeliveryState)
        .execute()
    },

    async channelPausedUntil(channel) {
      const row = await database
        .selectFrom('pauses')
        .select('until')
        .where('channel', '=', channel)
        .executeTakeFirst()
      return Number(row?.until ?? 0)
    },

    async pauseChannel(channel, until) {
      await write(database, async (writing) => {
        await writing.deleteFrom('pauses').where('channel', '=', channel).execute()
        await writing.insertInto('pauses').values({ channel, until }).execute()
      })
    },
  }
}

function settled(state: DeliveryState, at: number) {
  return { state, lease: null, leased_until: 0, settled_at: at }
}

/** Puts a message into the outbox of each channel, in the transaction that writes what it tells. */
export async function addDeliveries(
  writing: Writing,
  to: { incident: string; number: number; region: string; channels: readonly string[]; at: number },
  message: Message,
): Promise<void> {
  const { incident, number, region, channels, at } = to
  for (const channel of channels) {
    await writing
      .insertInto('deliveries')
      .values({
        id: deliveryId(incident, number, channel),
        incident,
        number,
        channel,
        region,
        state: 'due' satisfies DeliveryState,
        attempts: 0,
        unsure: 0,
        due_at: at,
        lease: null,
        leased_until: 0,
        created_at: at,
        settled_at: null,
        reference: null,
        url: null,
        problem: null,
        body: JSON.stringify(message),
      })
      .execute()
  }
}

function toDelivery(row: Tables['deliveries']): Delivery {
  const { id, incident, number, channel, region, state, attempts, unsure, reference, url, problem } = row
  return {
    id,
    incident,
    number,
    channel,
    region,
    state: state as DeliveryState,
    attempts,
    unsure: unsure !== 0,
    dueAt: Number(row.due_at),
    createdAt: Number(row.created_at),
    settledAt: row.settled_at === null ? null : Number(row.settled_at),
    reference,
    url,
    problem,
    message: JSON.parse(row.body),
  }
}
