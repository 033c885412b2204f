import { createHash } from 'node:crypto'
import type { Agent } from 'node:https'
import webpush, { WebPushError } from 'web-push'
import type { Title } from '../../camera/place.ts'
import type { Incident } from '../../incident/incident.ts'
import { cellsAround } from '../../outcome/cell.ts'
import { roadLabelOf, roadMessage } from '../../outcome/road-message.ts'
import type { Subscriber } from '../../outcome/subscriber.ts'
import type { Store } from '../../store/store.ts'
import { PushFailedError } from './errors.ts'

export interface PushOptions {
  readonly store: Pick<Store, 'subscribersIn' | 'unsubscribe'>
  /** The road in words. */
  readonly place: Title
  readonly vapid: { readonly publicKey: string; readonly privateKey: string; readonly subject: string }
  readonly agent?: Agent
}

/** How many were told, and how many have left since they asked. */
export interface PushCounts {
  readonly told: number
  readonly gone: number
}

/** Seconds for which a push service keeps a message for a phone that is off: later, the road may be free. */
const timeToLive = 900
/** Requests at a time. */
const width = 20

/**
 * Sends a message by Web Push (RFC 8030) to every subscriber near the incident. A phone that left is forgotten. Sent
 * again, a message takes the place of the one before, at the push service (`Topic`) and on the phone (`tag`).
 *
 * @throws PushFailedError when some could not be told, after all were tried: to be tried again
 */
export async function warnDrivers(incident: Incident, options: PushOptions): Promise<PushCounts> {
  const label = roadLabelOf(incident)
  if (label === undefined) return { told: 0, gone: 0 }
  const { store, place, vapid, agent } = options
  const subscribers = await store.subscribersIn(cellsAround(incident.place))
  const messageIn = (language: Subscriber['language']) =>
    JSON.stringify(roadMessage(incident, label, place, language))
  let told = 0
  let gone = 0
  const failures: Error[] = []
  for (let at = 0; at < subscribers.length; at += width)
    await Promise.all(subscribers.slice(at, at + width).map(warn))
  if (failures.length > 0)
    throw new PushFailedError(failures.length, subscribers.length, { cause: failures[0] })
  return { told, gone }

  async function warn({ endpoint, keys, language }: Subscriber): Promise<void> {
    try {
      await webpush.sendNotification({ endpoint, keys }, messageIn(language), {
        vapidDetails: vapid,
        TTL: timeToLive,
        urgency: 'high',
        topic: topicOf(incident.id),
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
function topicOf(incident: string): string {
  return createHash('sha256').update(incident).digest('base64url').slice(0, 32)
}
