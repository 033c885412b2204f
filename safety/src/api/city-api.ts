import { PlatformError } from '@bonghwa/platform/errors'
import { Hono } from 'hono'
import type { City } from '../camera/city.ts'
import type { Outlines } from '../camera/save-outlines.ts'
import type { FrameReceived } from '../functions/messages.ts'
import { deliveryStates } from '../outcome/delivery.ts'
import { type Post, postStatuses, type Review } from '../outcome/post.ts'
import { reviewersCell } from '../outcome/subscriber.ts'
import type { EvidenceStore } from '../store/evidence.ts'
import { eraseIncident } from '../store/retention.ts'
import type { Store } from '../store/store.ts'
import {
  CameraUnknownError,
  EvidenceUnknownError,
  FrameAbsentError,
  IncidentUnknownError,
  OutlinesInvalidError,
  ReviewInvalidError,
  SubscriptionInvalidError,
} from './errors.ts'
import { incidentFilter, readLimit, readOneOf } from './incident-filter.ts'
import { addLiveCameras } from './live-camera.ts'
import { roadApi } from './road-api.ts'
import { segmentTable } from './segment-table.ts'
import {
  type CameraState,
  leavingShape,
  outlinesShape,
  type RegionState,
  reviewerShape,
  reviewShape,
  type Segment,
} from './shapes.ts'
import { deliveryBody, incidentFeature, pointFeature, postBody, traceIdOf } from './views.ts'

export interface CityApiOptions {
  readonly store: Store
  readonly evidence: EvidenceStore
  readonly city: Pick<City, 'name' | 'map' | 'reviews' | 'regions' | 'cameras'>
  /** As `GET /api/regions` tells them. */
  regions(): readonly RegionState[]
  cameras(): readonly CameraState[]
  /** Takes a picture that was sent to a camera, or a clip to be played in its place. */
  receive(frame: FrameReceived): Promise<void>
  /** JPEG of the camera's last frame that passed the gate. */
  frame(cameraId: string): Promise<Uint8Array | undefined>
  /**
   * Takes what was drawn into a camera's picture: from here on its watch goes by it.
   *
   * @throws CameraReplacedError | CityUnwritableError
   */
  outline(cameraId: string, outlines: Outlines): Promise<void>
  /** Segments of a trace as `GET /api/traces/ID` has them, by start; none for a trace that is not kept. */
  trace(traceId: string): Promise<readonly Segment[]>
  /** What a decision does; when absent it is written into the store and nothing more happens. */
  review?(postId: string, review: Review): Promise<Post>
  /** The city has T map's tiles, by this key. */
  readonly tmapKey?: string | undefined
  /** Of the pair that signs what the city sends by Web Push. */
  readonly vapidPublicKey: string
  readonly version: string
  /** Epoch milliseconds. */
  now?(): number
}

/**
 * The city's half of `docs/api.md`, to be mounted at `/`. Its own errors become answers; any other is thrown on,
 * to whatever it is mounted in.
 */
export function cityApi(options: CityApiOptions): Hono {
  const { store, evidence, city, regions, cameras, version, now = Date.now } = options
  const { review = (id, decided) => store.review(id, decided, now()) } = options
  const cameraNamed = (id: string) => cameras().find((camera) => camera.id === id)
  const { tmapKey, vapidPublicKey } = options
  const mapStyle = tmapKey === undefined ? city.map.style : '/api/map/style.json'
  const map = { style: mapStyle, attribution: mapStyle === null ? builtInMap : '' }
  const app = new Hono()

  app.onError((error, context) => {
    if (!(error instanceof PlatformError)) throw error
    const { code, message } = error
    return context.json({ error: { code, message } }, statuses[code] ?? 500)
  })

  app.get('/api/city', (context) =>
    context.json({
      name: city.name,
      map,
      regions: regions(),
      reviews: city.reviews.weapon,
      version,
    }),
  )

  app.get('/api/cameras', (context) => context.json(cameras()))

  app.get('/api/cameras/:id/frame.jpg', async (context) => {
    const id = context.req.param('id')
    if (cameraNamed(id) === undefined) throw new CameraUnknownError(id)
    const jpeg = await options.frame(id)
    if (jpeg === undefined) throw new FrameAbsentError(id)
    return context.body(bytesOf(jpeg), 200, { 'content-type': 'image/jpeg', 'cache-control': 'no-store' })
  })

  app.put('/api/cameras/:id/outlines', async (context) => {
    const id = context.req.param('id')
    if (cameraNamed(id) === undefined) throw new CameraUnknownError(id)
    const body = outlinesShape.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) throw new OutlinesInvalidError({ cause: body.error })
    await options.outline(id, body.data)
    return context.json(body.data)
  })

  addLiveCameras(app, { cameras: city.cameras, receive: options.receive })

  app.get('/api/incidents', async (context) => {
    const names = city.regions.map((region) => region.name)
    const incidents = await store.findIncidents(incidentFilter(context.req.query(), names))
    const outcomes = await store.outcomesOf(incidents.map((incident) => incident.id))
    const features = incidents.map((incident) =>
      incidentFeature(incident, outcomes, cameraNamed(incident.camera)),
    )
    return context.json({ type: 'FeatureCollection', features })
  })

  app.get('/api/incidents/points', async (context) => {
    const names = city.regions.map((region) => region.name)
    const points = await store.incidentPoints(incidentFilter(context.req.query(), names, mostPoints))
    context.header('cache-control', 'private, max-age=10')
    return context.json({ type: 'FeatureCollection', features: points.map(pointFeature) })
  })

  app.get('/api/segments', async (context) => {
    const names = city.regions.map((region) => region.name)
    const filter = incidentFilter(context.req.query(), names)
    const incidents = await store.findIncidents({ ...filter, limit: filter.limit ?? 1000 })
    const ways = incidents.map(async (incident) => {
      const { label, region } = incident
      return { label, region, segments: await options.trace(traceIdOf(incident)) }
    })
    return context.json(segmentTable(await Promise.all(ways)))
  })

  app.get('/api/incidents/:id', async (context) => {
    const incident = await incidentNamed(context.req.param('id'))
    const outcomes = await store.outcomesOf([incident.id])
    return context.json(incidentFeature(incident, outcomes, cameraNamed(incident.camera)))
  })

  app.delete('/api/incidents/:id', async (context) =>
    context.json(await eraseIncident(store, evidence, context.req.param('id'), now())),
  )

  app.get('/api/incidents/:id/trace', async (context) => {
    const incident = await incidentNamed(context.req.param('id'))
    const traceId = traceIdOf(incident)
    return context.json({ incident: incident.id, traceId, segments: await options.trace(traceId) })
  })

  app.route('/', roadApi({ store, cameraNamed, map, tmapKey, vapidPublicKey }))

  app.get('/api/posts', async (context) => {
    const query = context.req.query()
    const status = readOneOf(query, 'status', [...postStatuses, 'all']) ?? 'published'
    const limit = readLimit(query)
    const posts = await store.posts({ status: status === 'all' ? undefined : status, limit })
    const followUps = await store.followUps(posts.map(({ incident }) => incident))
    return context.json(posts.map((post) => postBody(post, followUps, cameraNamed(post.camera))))
  })

  app.get('/api/deliveries', async (context) => {
    const query = context.req.query()
    const deliveries = await store.deliveries({
      incident: query.incident || undefined,
      channel: query.channel || undefined,
      state: readOneOf(query, 'state', deliveryStates),
      limit: readLimit(query) ?? 100,
    })
    return context.json(deliveries.map(deliveryBody))
  })

  app.post('/api/reviews/:id', async (context) => {
    const body = reviewShape.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) throw new ReviewInvalidError({ cause: body.error })
    const post = await review(context.req.param('id'), body.data)
    return context.json(postBody(post, await store.followUps([post.incident]), cameraNamed(post.camera)))
  })

  app.put('/api/reviews/subscription', async (context) => {
    const body = reviewerShape.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) throw new SubscriptionInvalidError({ cause: body.error })
    await store.subscribe({ ...body.data, cell: reviewersCell, createdAt: now() })
    return context.body(null, 204)
  })

  app.delete('/api/reviews/subscription', async (context) => {
    const body = leavingShape.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) throw new SubscriptionInvalidError({ cause: body.error })
    await store.unsubscribe(body.data.endpoint)
    return context.body(null, 204)
  })

  app.get('/api/evidence/:hash.jpg', async (context) => {
    const address = context.req.param('hash.jpg').replace(/\.jpg$/, '')
    const jpeg = await evidence.get(address)
    if (jpeg === undefined) throw new EvidenceUnknownError(address)
    return context.body(bytesOf(jpeg), 200, {
      'content-type': 'image/jpeg',
      // What an address names never changes; yet a picture may show people, so no cache on the way keeps it.
      'cache-control': 'private, max-age=31536000, immutable',
    })
  })

  return app

  async function incidentNamed(id: string) {
    const incident = await store.incident(id)
    if (incident === undefined) throw new IncidentUnknownError(id)
    return incident
  }
}

/** Of a map: a page clusters them by itself. */
const mostPoints = 100_000

/** Who made the map that is drawn when the city names no other. */
const builtInMap = 'Natural Earth, GeoNames (CC BY 4.0)'

const statuses: Readonly<Record<string, 400 | 404 | 409 | 429>> = {
  BONGHWA_FILTER_INVALID: 400,
  BONGHWA_REVIEW_INVALID: 400,
  BONGHWA_SUBSCRIPTION_INVALID: 400,
  BONGHWA_EVIDENCE_ADDRESS: 400,
  BONGHWA_INCIDENT_UNKNOWN: 404,
  BONGHWA_CAMERA_UNKNOWN: 404,
  BONGHWA_FRAME_ABSENT: 404,
  BONGHWA_MAP_STYLE_ABSENT: 404,
  BONGHWA_EVIDENCE_UNKNOWN: 404,
  BONGHWA_POST_UNKNOWN: 404,
  BONGHWA_OUTLINES_INVALID: 400,
  BONGHWA_CAMERA_REPLACED: 409,
  BONGHWA_CITY_INVALID: 409,
  BONGHWA_CITY_UNWRITABLE: 409,
  BONGHWA_PLAY_INVALID: 400,
  BONGHWA_CLIP_UNKNOWN: 404,
  BONGHWA_REVIEW_DECIDED: 409,
  BONGHWA_REVIEW_EXPIRED: 409,
  BONGHWA_CAMERA_NOT_PUSHED: 409,
  BONGHWA_TOO_MANY_REQUESTS: 429,
}

/** Hono takes bytes of a buffer of their own only. */
function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
