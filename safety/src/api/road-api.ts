import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { etag } from 'hono/etag'
import { rateLimiter } from 'hono-rate-limiter'
import type { Title } from '../camera/place.ts'
import { roadLabels } from '../outcome/road-message.ts'
import type { Store } from '../store/store.ts'
import { askingAddress } from './asking-address.ts'
import { MapStyleAbsentError, SubscriptionInvalidError, TooManyRequestsError } from './errors.ts'
import { roadWarning } from './road-warning.ts'
import { leavingShape, type RoadMap, subscriptionShape } from './shapes.ts'
import { tmapStyle } from './tmap-style.ts'

export interface RoadApiOptions {
  readonly store: Pick<Store, 'findIncidents' | 'outcomesOf' | 'subscribe' | 'unsubscribe'>
  cameraNamed(id: string): { readonly title: Title } | undefined
  readonly map: RoadMap
  /** The city has T map's tiles, by this key. */
  readonly tmapKey?: string | undefined
  /** Of the pair that signs what the city sends by Web Push. */
  readonly vapidPublicKey: string
  /** Requests that one address may make a minute; many phones may stand behind one. */
  readonly requestsPerMinute?: number
}

/** Seconds for which any cache on the way may hand out the same answer: what is on the road, and what hardly ever changes. */
const maxAge = { warnings: 2, settings: 300 }

/** What anybody on the road may ask: it tells nothing of cameras, and of who asks it knows a coarse cell at most. */
export function roadApi(options: RoadApiOptions): Hono {
  const { store, cameraNamed, map, tmapKey, vapidPublicKey, requestsPerMinute = 600 } = options
  const app = new Hono()
  const limited = rateLimiter({
    windowMs: 60_000,
    limit: requestsPerMinute,
    keyGenerator: askingAddress,
    handler() {
      throw new TooManyRequestsError(requestsPerMinute)
    },
  })
  const small = bodyLimit({
    maxSize: 8 * 1024,
    onError() {
      throw new SubscriptionInvalidError()
    },
  })

  app.get('/api/road/warnings', limited, etag(), async (context) => {
    const found = await Promise.all(
      roadLabels.map((label) => store.findIncidents({ label, state: 'open', limit: 1000 })),
    )
    const incidents = found.flat()
    const outcomes = await store.outcomesOf(incidents.map(({ id }) => id))
    const features = incidents.flatMap(
      (incident) => roadWarning(incident, outcomes, cameraNamed(incident.camera)) ?? [],
    )
    context.header('cache-control', `public, max-age=${maxAge.warnings}`)
    return context.json({ type: 'FeatureCollection', features })
  })

  app.get('/api/road/push-key', limited, etag(), (context) => {
    context.header('cache-control', `public, max-age=${maxAge.settings}`)
    return context.json({ publicKey: vapidPublicKey })
  })

  app.get('/api/road/map', limited, etag(), (context) => {
    context.header('cache-control', `public, max-age=${maxAge.settings}`)
    return context.json(map)
  })

  app.get('/api/map/style.json', limited, etag(), (context) => {
    if (tmapKey === undefined) throw new MapStyleAbsentError()
    context.header('cache-control', `public, max-age=${maxAge.settings}`)
    return context.json(tmapStyle(tmapKey))
  })

  app.put('/api/road/subscription', limited, small, async (context) => {
    const body = subscriptionShape.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) throw new SubscriptionInvalidError({ cause: body.error })
    await store.subscribe({ ...body.data, createdAt: Date.now() })
    return context.body(null, 204)
  })

  app.delete('/api/road/subscription', limited, small, async (context) => {
    const body = leavingShape.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) throw new SubscriptionInvalidError({ cause: body.error })
    await store.unsubscribe(body.data.endpoint)
    return context.body(null, 204)
  })

  return app
}
