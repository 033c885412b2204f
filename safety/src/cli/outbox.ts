import { randomUUID } from 'node:crypto'
import { type Given, type Platform, withGiven } from '@bonghwa/platform'
import { type ChannelSettings, channelsFor } from '../camera/channel-settings.ts'
import { channelFunctions } from '../functions/deliver/channel-functions.ts'
import { deliveryDue, eventTypes } from '../functions/messages.ts'
import { incidentToJson } from '../incident/wire.ts'
import type { Delivery } from '../outcome/delivery.ts'
import type { Post, Review } from '../outcome/post.ts'
import type { Store } from '../store/store.ts'

/** A function for every channel. One that lacks its secrets is told on stderr and shown; the others go on. */
export async function deployChannels(
  platform: Platform,
  channels: readonly ChannelSettings[],
  given: Given,
): Promise<void> {
  for (const spec of await channelFunctions(channels)) {
    await platform.deploy(withGiven(spec, given)).catch((error: Error) => {
      platform.refuse(spec.name, error.message)
      console.error(error.message)
    })
  }
}

/** Wakes the channels for what was written down and may not have been announced, as when the city was killed in between. */
export async function wakeChannels(platform: Platform, due: readonly Delivery[]): Promise<void> {
  for (const delivery of due)
    await platform.publish({ specversion: '1.0', source: '/city/outbox', ...deliveryDue(delivery) })
}

/** Decides on a post that waits; approved, it goes out to the channels, and so does what has come of it since. */
export async function reviewPost(
  { platform, store }: { platform: Platform; store: Store },
  channels: readonly ChannelSettings[],
  id: string,
  review: Review,
): Promise<Post> {
  const waiting = await store.post(id)
  const names = channelsFor(channels, waiting?.label ?? '')
  const post = await store.review(id, review, Date.now(), names)
  if (post.status === 'refused') return post
  await wakeChannels(platform, await store.deliveries({ incident: post.incident, state: 'due' }))
  const incident = await store.incident(post.incident)
  if (incident?.state === 'closed')
    await platform.publishTo('follow-up', {
      specversion: '1.0',
      id: `${incident.id}.${randomUUID()}`,
      source: '/city/reviews',
      type: eventTypes.incident('closed'),
      subject: incident.id,
      region: incident.region,
      data: incidentToJson(incident),
    })
  return post
}
