import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono } from 'hono'
import { etag } from 'hono/etag'
import { rateLimiter } from 'hono-rate-limiter'
import type { Title } from '../camera/place.ts'
import type { Store } from '../store/store.ts'
import { TooManyRequestsError } from './errors.ts'
import { roadLabels, roadWarning } from './road-warning.ts'

export interface RoadApiOptions {
  readonly store: Pick<Store, 'findIncidents' | 'outcomesOf'>
  cameraNamed(id: string): { readonly title: Title } | undefined
  /** Requests that one address may make a minute; many phones may stand behind one. */
  readonly requestsPerMinute?: number
}

/** Seconds for which any cache on the way may hand out the same answer. */
const maxAge = 2

/** What anybody on the road may ask: it tells nothing of cameras and nothing about who asks. */
export function roadApi({ store, cameraNamed, requestsPerMinute = 600 }: RoadApiOptions): Hono {
  const app = new Hono()

  app.get(
    '/api/road/warnings',
    rateLimiter({
      windowMs: 60_000,
      limit: requestsPerMinute,
      keyGenerator: addressOf,
      handler() {
        throw new TooManyRequestsError(requestsPerMinute)
      },
    }),
    etag(),
    async (context) => {
      const found = await Promise.all(
        roadLabels.map((label) => store.findIncidents({ label, state: 'open', limit: 1000 })),
      )
      const incidents = found.flat()
      const outcomes = await store.outcomesOf(incidents.map(({ id }) => id))
      const features = incidents.flatMap(
        (incident) => roadWarning(incident, outcomes, cameraNamed(incident.camera)) ?? [],
      )
      context.header('cache-control', `public, max-age=${maxAge}`)
      return context.json({ type: 'FeatureCollection', features })
    },
  )

  return app
}

function addressOf(context: Context): string {
  // A request made within this process comes from no address.
  return context.env?.incoming === undefined ? '' : (getConnInfo(context).remote.address ?? '')
}
