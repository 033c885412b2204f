import { createHash } from 'node:crypto'
import type { Agent } from 'node:https'
import webpush, { WebPushError } from 'web-push'
import type { Subscriber } from '../outcome/subscriber.ts'
import type { Store } from '../store/store.ts'
import { PushFailedError } from './errors.ts'

export interface PushOptions {
  readonly store: Pick<Store, 'unsubscribe'>
  readonly vapid: VapidDetails
  /** What the message is about: sent again, it takes the place of the one before. */
  readonly subject: string
  /** Seconds for which a push service keeps it for a device that is off. */
  readonly timeToLive: number
  readonly agent?: Agent
}

export interface VapidDetails {
  readonly publicKey: string
  readonly privateKey: string
  readonly subject: string
}

/** How many were told, and how many have left since they asked. */
export interface PushCounts {
  readonly told: number
  readonly gone: number
}

/** Requests at a time. */
const width = 20

/** As a function's secrets have them. */
export function vapidDetails(secrets: Readonly<Record<string, string | undefined>>): VapidDetails {
  const { VAPID_PUBLIC_KEY = '', VAPID_PRIVATE_KEY = '', VAPID_SUBJECT = '' } = secrets
  return { publicKey: VAPID_PUBLIC_KEY, privateKey: VAPID_PRIVATE_KEY, subject: VAPID_SUBJECT }
}

/**
 * Sends a message by Web Push (RFC 8030) to each subscriber, in their language. A device that left is forgotten. Sent
 * again, a message takes the place of the one before at the push service (`Topic`), and on the device by its `tag`.
 *
 * @throws PushFailedError when some could not be told, after all were tried: to be tried again
 */
export async function pushTo(
  subscribers: readonly Subscriber[],
  messageIn: (language: Subscriber['language']) => object,
  { store, vapid, subject, timeToLive, agent }: PushOptions,
): Promise<PushCounts> {
  let told = 0
  let gone = 0
  const failures: Error[] = []
  for (let at = 0; at < subscribers.length; at += width)
    await Promise.all(subscribers.slice(at, at + width).map(push))
  if (failures.length > 0)
    throw new PushFailedError(failures.length, subscribers.length, { cause: failures[0] })
  return { told, gone }

  async function push({ endpoint, keys, language }: Subscriber): Promise<void> {
    try {
      await webpush.sendNotification({ endpoint, keys }, JSON.stringify(messageIn(language)), {
        vapidDetails: vapid,
        TTL: timeToLive,
        urgency: 'high',
        topic: topicOf(subject),
        timeout: 10_000,
        ...(agent !== undefined && { agent }),
      })
      told++
    } catch (error) {
      if (error instanceof WebPushError && [404, 410].includes(error.statusCode)) {
        await store.unsubscribe(endpoint)
        gone++
      } else failures.push(error as Error)
    }
  }
}

/** A topic has at most 32 characters of base64url. */
function topicOf(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url').slice(0, 32)
}
