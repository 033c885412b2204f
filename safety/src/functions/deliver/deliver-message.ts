import type { Channel, Note } from '../../channel/channel.ts'
import { ChannelFailedError } from '../../channel/errors.ts'
import { redact } from '../../channel/redact.ts'
import type { Delivery } from '../../outcome/delivery.ts'
import { mapLink } from '../../outcome/post-text.ts'
import type { Claim } from '../../store/delivery-records.ts'
import type { EvidenceStore } from '../../store/evidence.ts'
import type { Store } from '../../store/store.ts'
import { DeliveryPendingError } from '../errors.ts'

export interface Delivering {
  readonly store: Store
  readonly evidence: Pick<EvidenceStore, 'get'>
  readonly channel: Channel
  /** Values that no log, error or row may show. */
  readonly secrets: readonly string[]
  readonly signal: AbortSignal
  readonly now?: () => number
  /** Longer than an attempt may take, so that a lease that is over was held by nobody who is still at it. */
  readonly leaseMs?: number
}

/** An alarm is no news for ever. */
export const newsMs = 3 * 3_600_000
export const attemptMs = 30_000
const defaultLeaseMs = attemptMs + 10_000

/**
 * Delivers one message of the outbox, unless it is settled, and answers what is to be delivered next: the follow-ups
 * that waited for it.
 *
 * @throws DeliveryPendingError it is to be tried again later
 */
export async function deliverMessage(id: string, delivering: Delivering): Promise<readonly Delivery[]> {
  const { store, now = Date.now, leaseMs = defaultLeaseMs } = delivering
  const found = await store.delivery(id)
  // Forgotten or erased in the meantime.
  if (found === undefined) return []
  if (found.state === 'delivered') return waiting(store, found)
  if (found.state !== 'due') return []
  if (now() - found.createdAt > newsMs) {
    await store.settleUndelivered(id, 'expired', found.problem ?? 'it was not delivered in time', now())
    return []
  }
  const thread = await threadOf(store, found)
  // What it follows wakes it once it is delivered itself.
  if (thread === 'waits') return []
  if (thread === 'broken') {
    await store.settleUndelivered(id, 'refused', 'the message that it follows was not delivered', now())
    return []
  }
  const pausedUntil = await store.channelPausedUntil(found.channel)
  if (pausedUntil > now())
    throw new DeliveryPendingError(id, found.problem ?? 'the channel is to be left alone')
  const claim = await store.claimDelivery(id, now(), leaseMs)
  if (claim === undefined) throw new DeliveryPendingError(id, found.problem ?? 'another instance tries it')
  await attempt(claim, thread, delivering)
  return waiting(store, found)
}

async function attempt(claim: Claim, thread: Note['thread'], delivering: Delivering): Promise<void> {
  const { store, channel, evidence, signal, now = Date.now } = delivering
  const { delivery } = claim
  const { id, incident, message } = delivery
  try {
    const image = message.image === null ? null : ((await evidence.get(message.image)) ?? null)
    const { part, label, text, alt, place, at, virtual } = message
    const note = {
      id,
      incident,
      part,
      label,
      text,
      alt,
      place,
      at,
      virtual,
      image,
      thread,
      mapUrl: mapLink(place),
    }
    const sent = await channel.send(note, { unsure: delivery.unsure, signal })
    await store.settleDelivered(claim, sent, now())
  } catch (error) {
    await inVain(claim, error as Error, delivering)
  }
}

/** @throws DeliveryPendingError unless the channel refused for good */
async function inVain(
  claim: Claim,
  error: Error,
  { store, secrets, now = Date.now }: Delivering,
): Promise<void> {
  const { id, channel, unsure } = claim.delivery
  const known = error instanceof ChannelFailedError
  const problem = redact(known ? error.problem : `${error.name}: ${error.message}`, secrets)
  const failure = known ? error.failure : 'unsure'
  if (failure === 'refused') {
    await store.settleUndelivered(id, 'refused', problem, now())
    return
  }
  const retryAfterMs = known ? (error.retryAfterMs ?? 0) : 0
  if (retryAfterMs > 0) await store.pauseChannel(channel, now() + retryAfterMs)
  await store.releaseDelivery(claim, {
    // That this attempt was turned away says nothing of an earlier one.
    unsure: failure === 'unsure' || unsure,
    dueAt: now() + retryAfterMs,
    problem,
  })
  throw new DeliveryPendingError(id, problem)
}

async function threadOf(store: Store, delivery: Delivery): Promise<Note['thread'] | 'waits' | 'broken'> {
  if (delivery.number === 0) return null
  const { incident, channel, number } = delivery
  const before = (await store.deliveries({ incident, channel })).filter((other) => other.number < number)
  const ordered = before.toSorted((a, b) => a.number - b.number)
  const root = ordered.find((other) => other.number === 0)
  if (root === undefined || root.state === 'refused' || root.state === 'expired') return 'broken'
  if (ordered.some(({ state }) => state === 'due')) return 'waits'
  const parent = ordered.findLast(({ state }) => state === 'delivered')
  return { root: root.reference ?? '', parent: parent?.reference ?? '' }
}

/** What follows this message in its channel and is due. */
async function waiting(store: Store, { incident, channel, number }: Delivery): Promise<readonly Delivery[]> {
  const due = await store.deliveries({ incident, channel, state: 'due' })
  return due.filter((other) => other.number > number)
}
