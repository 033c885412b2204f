import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { PlatformError } from '@bonghwa/platform/errors'
import { Hono } from 'hono'
import type { z } from 'zod'
import type { Outcome } from '../outcome/outcome.ts'
import { sampleIncident, samplePost } from '../outcome/sample.ts'
import { reviewersCell } from '../outcome/subscriber.ts'
import { evidenceStore } from '../store/evidence.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { askedThrough } from './asking-address.ts'
import { type CityApiOptions, cityApi } from './city-api.ts'
import { cityNeeds } from './city-needs.ts'
import { cityPaths } from './openapi.ts'
import { roadApi } from './road-api.ts'
import { roadWarning } from './road-warning.ts'
import {
  type CameraState,
  cameraShape,
  cityShape,
  erasureShape,
  errorShape,
  incidentShape,
  incidentsShape,
  pointsShape,
  postShape,
  type RegionState,
  roadMapShape,
  roadWarningsShape,
  segmentRowShape,
  traceShape,
} from './shapes.ts'
import type { tmapStyle } from './tmap-style.ts'

const folder = await mkdtemp(join(tmpdir(), 'bonghwa-api-'))
const picture = new TextEncoder().encode('a picture')
const evidence = evidenceStore(join(folder, 'evidence'))
let store: Store
let hash: string

const seoul = {
  name: 'seoul',
  title: { ko: '서울', en: 'Seoul' },
  place: { latitude: 37.57, longitude: 126.98 },
}
const daejeon = { ...seoul, name: 'daejeon', title: { ko: '대전', en: 'Daejeon' } }
const regions: RegionState[] = [
  { ...seoul, core: true, state: 'alive', servedBy: 'seoul', rank: 0 },
  { ...daejeon, core: false, state: 'dead', servedBy: 'seoul', rank: 1 },
]
const gangnam: CameraState = {
  id: 'seoul-gangnam-daero',
  title: { ko: '강남대로', en: 'Gangnam-daero' },
  region: 'seoul',
  place: { latitude: 37.4979, longitude: 127.0276 },
  heading: 20,
  fieldOfView: 70,
  virtual: true,
  source: 'crash_day.mp4',
  push: null,
  state: 'watching',
  error: null,
  nextSceneAt: null,
  moving: true,
  framesSeen: 120,
  framesSent: 31,
  framesDropped: 0,
  priority: 'normal',
  care: 'full',
  decoding: { mode: 'key-frames', keyFrameMs: 1000 } as const,
  lastFrameAt: '2026-11-24T05:05:12.000Z',
  fps: 5,
  masks: [],
  zones: [],
  frame: { width: 640, height: 360, capturedAt: '2026-11-24T05:05:12.000Z', detections: [] },
}
const outlined: unknown[] = []
const options = (): CityApiOptions => ({
  store,
  evidence,
  city: {
    name: 'korea',
    map: { style: null },
    reviews: { weapon: 'ask', expiresAfterMinutes: 180 },
    regions: [
      { ...seoul, core: true, nodes: ['seoul-1'] },
      { ...daejeon, core: false, nodes: ['daejeon-1'] },
    ],
    cameras: [],
  },
  regions: () => regions,
  cameras: () => [gangnam, { ...gangnam, id: 'seoul-resting', frame: null }],
  receive: async () => {},
  outline: async (id, outlines) => void outlined.push({ id, ...outlines }),
  frame: async (id) => (id === gangnam.id ? picture : undefined),
  trace: async (traceId) => [{ name: 'detect', start: '2026-11-24T05:05:09.000Z', duration: 41, traceId }],
  version: '0.1.0',
  vapidPublicKey: 'BPublicKey',
  now: () => Date.UTC(2026, 10, 24, 6),
})
const samplePin: Outcome = {
  kind: 'pin',
  id: 'inc-1',
  incident: 'inc-1',
  function: 'map-accident',
  region: 'seoul',
  at: 0,
  status: 'published',
}
const request = (path: string, init?: RequestInit) => Promise.resolve(cityApi(options()).request(path, init))

before(async () => {
  store = await openStore(`sqlite:${join(folder, 'city.db')}`)
  hash = await evidence.put(picture)
  const incident = sampleIncident({ evidence: hash })
  await store.recordChange({ change: 'opened', incident }, 1000)
  await store.placePin({ incident: 'inc-1', function: 'map-fire', region: 'seoul', at: incident.openedAt })
  await store.createPost(samplePost({ image: hash }))
  await store.saveIncident(
    sampleIncident({
      id: 'inc-2',
      label: 'knife',
      camera: 'seoul-removed',
      openedAt: Date.UTC(2026, 10, 24, 5, 30),
      state: 'closed',
      closedAt: Date.UTC(2026, 10, 24, 5, 40),
    }),
  )
})
after(async () => {
  await store[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('GET /api/city and /api/cameras', () => {
  it('tell the city with its regions, and its cameras as they are now', async () => {
    const city = await bodyOf(await request('/api/city'), cityShape)
    assert.equal(city.reviews, 'ask')
    assert.deepEqual(city.regions, regions)
    const response = await request('/api/cameras')
    assert.deepEqual(((await response.json()) as unknown[])[0], cameraShape.parse(gangnam))
  })

  it('give the last frame of a camera, never a cached one', async () => {
    const response = await request('/api/cameras/seoul-gangnam-daero/frame.jpg')
    assert.equal(response.headers.get('content-type'), 'image/jpeg')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), picture)
  })

  it('take masks and zones that are drawn, and nothing that is no drawing', async () => {
    const put = (id: string, body: unknown) =>
      request(`/api/cameras/${id}/outlines`, { method: 'PUT', body: JSON.stringify(body) })
    const masks = [
      [
        [0, 0],
        [1, 0],
        [1, 0.5],
      ],
    ]
    assert.equal((await put(gangnam.id, { masks, zones: [] })).status, 200)
    assert.deepEqual(outlined, [{ id: gangnam.id, masks, zones: [] }])

    assert.equal((await put('nowhere', { masks, zones: [] })).status, 404)
    for (const wrong of [
      { masks },
      { masks: [[[0, 0]]], zones: [] },
      {
        masks: [
          [
            [0, 0],
            [2, 0],
            [1, 1],
          ],
        ],
        zones: [],
      },
    ])
      assert.equal((await put(gangnam.id, wrong)).status, 400)
    assert.equal(outlined.length, 1)
  })

  it('tell a camera that is not there from one without a frame', async () => {
    assert.equal(await refusal('/api/cameras/nowhere/frame.jpg', 404), 'BONGHWA_CAMERA_UNKNOWN')
    assert.equal(await refusal('/api/cameras/seoul-resting/frame.jpg', 404), 'BONGHWA_FRAME_ABSENT')
  })
})

describe('GET /api/incidents', () => {
  it('is GeoJSON with what came of each incident, newest first', async () => {
    const { features } = await bodyOf(await request('/api/incidents'), incidentsShape)
    assert.deepEqual(
      features.map((feature) => feature.id),
      ['inc-2', 'inc-1'],
    )
    const fire = features[1]
    assert.deepEqual(fire?.geometry.coordinates, [127.0276, 37.4979])
    assert.deepEqual(fire?.properties.cameraTitle, { ko: '강남대로', en: 'Gangnam-daero' })
    assert.equal(fire?.properties.openedAt, '2026-11-24T05:05:09.000Z')
    assert.equal(fire?.properties.evidence, `/api/evidence/${hash}.jpg`)
    assert.deepEqual(
      fire?.properties.outcomes.map(({ kind, status }) => `${kind} ${status}`),
      ['pin published', 'post published'],
    )
  })

  it('names the camera by its id when the city no longer has it', async () => {
    const { properties } = await bodyOf(await request('/api/incidents/inc-2'), incidentShape)
    assert.deepEqual(properties.cameraTitle, { ko: 'seoul-removed', en: 'seoul-removed' })
  })

  it('is filtered by label, region, state, time, bounding box and limit', async () => {
    const found = async (query: string) => {
      const { features } = await bodyOf(await request(`/api/incidents?${query}`), incidentsShape)
      return features.map((feature) => feature.id).join()
    }
    assert.equal(await found('label=fire'), 'inc-1')
    assert.equal(await found('region=daejeon'), '')
    assert.equal(await found('state=closed'), 'inc-2')
    assert.equal(await found('since=2026-11-24T05:30:00Z'), 'inc-2')
    assert.equal(await found('until=2026-11-24T14:30:00%2B09:00'), 'inc-1')
    assert.equal(await found('until=2026-11-24T14:30:00+09:00'), 'inc-1')
    assert.equal(await found('bbox=126,37,128,38'), 'inc-2,inc-1')
    assert.equal(await found('bbox=128,37,129,38'), '')
    assert.equal(await found('limit=1&label='), 'inc-2')
  })

  it('refuses a filter that no incident could match, and says how to write it', async () => {
    for (const [query, remedy] of [
      ['label=smoke', /accident, fire, gun or knife/],
      ['region=jeju', /seoul or daejeon/],
      ['state=burning', /open or closed/],
      ['since=yesterday', /RFC 3339/],
      ['until=2026-13-45T00:00:00Z', /RFC 3339/],
      ['bbox=1,2,3', /west,south,east,north/],
      ['bbox=126,38,128,37', /west,south,east,north/],
      ['limit=0', /from 1 to 1000/],
    ] as const) {
      const response = await request(`/api/incidents?${query}`)
      assert.equal(response.status, 400, query)
      const { error } = await bodyOf(response, errorShape)
      assert.equal(error.code, 'BONGHWA_FILTER_INVALID')
      assert.match(error.message, remedy)
    }
  })

  it('gives the way of an incident, segment by segment', async () => {
    const trace = await bodyOf(await request('/api/incidents/inc-1/trace'), traceShape)
    assert.equal(trace.incident, 'inc-1')
    assert.equal(trace.traceId, '0af7651916cd43dd8448eb211c80319c')
    assert.equal(trace.segments[0]?.name, 'detect')
  })

  it('tells how long each segment took, by label and region', async () => {
    const rows = await bodyOf(await request('/api/segments?label=fire'), segmentRowShape.array())
    assert.deepEqual(
      rows.map(({ label, region, segment, n, p50 }) => [label, region, segment, n, p50]),
      [
        ['fire', 'seoul', 'detect', 1, 41],
        ['fire', 'seoul', 'whole', 1, 41],
      ],
    )
  })

  it('says so when there is no such incident', async () => {
    assert.equal(await refusal('/api/incidents/inc-9', 404), 'BONGHWA_INCIDENT_UNKNOWN')
    assert.equal(await refusal('/api/incidents/inc-9/trace', 404), 'BONGHWA_INCIDENT_UNKNOWN')
  })
})

describe('GET /api/road/warnings', () => {
  it('tells drivers what is open and published, and nothing of cameras', async () => {
    await store.saveIncident(sampleIncident({ id: 'inc-unpublished', label: 'accident' }))
    const response = await request('/api/road/warnings')
    const { features } = await bodyOf(response, roadWarningsShape)
    assert.deepEqual(features, [
      {
        type: 'Feature',
        id: 'inc-1',
        geometry: { type: 'Point', coordinates: [127.0276, 37.4979] },
        properties: {
          label: 'fire',
          place: { ko: '강남대로', en: 'Gangnam-daero' },
          openedAt: '2026-11-24T05:05:09.000Z',
          virtual: true,
        },
      },
    ])
    assert.equal(response.headers.get('cache-control'), 'public, max-age=2')
  })

  it('tells no driver of a weapon, published or not', () => {
    const incident = sampleIncident({ label: 'gun' })
    assert.equal(roadWarning(incident, [samplePin], undefined), undefined)
    assert.ok(roadWarning({ ...incident, label: 'accident' }, [samplePin], undefined))
  })

  it('refuses an address that asks too often, and says when to ask again', async () => {
    const map = { style: null, attribution: '' }
    const road = roadApi({ store, cameraNamed: () => gangnam, map, vapidPublicKey: '', requestsPerMinute: 1 })
    road.onError((error, context) => context.text((error as PlatformError).code, 429))
    assert.equal((await road.request('/api/road/warnings')).status, 200)
    const refused = await road.request('/api/road/warnings')
    assert.equal(refused.status, 429)
    assert.equal(await refused.text(), 'BONGHWA_TOO_MANY_REQUESTS')
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  })
})

it('A phone behind a proxy near by is known by what the proxy says, and by nothing that it says itself', () => {
  const phone = '198.51.100.7'
  assert.equal(askedThrough('127.0.0.1', `203.0.113.9, ${phone}`), phone)
  assert.equal(askedThrough('::ffff:10.1.2.3', phone), phone)
  assert.equal(askedThrough(phone, '203.0.113.9'), phone)
  assert.equal(askedThrough('127.0.0.1', 'unknown'), '127.0.0.1')
  assert.equal(askedThrough('127.0.0.1', undefined), '127.0.0.1')
})

it('What drivers ask may be kept by caches, and is not sent again to whoever has it', async () => {
  for (const path of ['/api/road/warnings', '/api/road/map', '/api/road/push-key']) {
    const first = await request(path)
    assert.match(first.headers.get('cache-control') ?? '', /^public, max-age=\d+$/, path)
    const known = { 'if-none-match': first.headers.get('etag') ?? '' }
    assert.equal((await request(path, { headers: known })).status, 304, path)
  }
  await bodyOf(await request('/api/road/map'), roadMapShape)
})

describe('/api/road/subscription', () => {
  const subscription = {
    endpoint: 'https://fcm.googleapis.com/fcm/send/abc',
    keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) },
    cell: 'wydm6',
    language: 'ko',
  }
  const send = (method: string, body: unknown) =>
    request('/api/road/subscription', { method, body: JSON.stringify(body) })

  it('keeps who wants to be warned in a cell, until they leave', async () => {
    assert.equal((await send('PUT', subscription)).status, 204)
    const [kept] = await store.subscribersIn(['wydm6'])
    assert.deepEqual({ ...kept, createdAt: 0 }, { ...subscription, createdAt: 0 })
    assert.equal((await send('DELETE', { endpoint: subscription.endpoint })).status, 204)
    assert.deepEqual(await store.subscribersIn(['wydm6']), [])
  })

  it('calls no address but those of push services', async () => {
    for (const endpoint of [
      'https://127.0.0.1/internal',
      'http://fcm.googleapis.com/x',
      'https://fcm.googleapis.com.evil.example/x',
      'https://fcm.googleapis.com:8443/x',
      'https://evil@fcm.googleapis.com/x',
    ]) {
      const refused = await send('PUT', { ...subscription, endpoint })
      assert.equal(refused.status, 400, endpoint)
      assert.equal((await bodyOf(refused, errorShape)).error.code, 'BONGHWA_SUBSCRIPTION_INVALID')
    }
  })

  it('takes no place finer than a cell, and no body larger than a subscription', async () => {
    assert.equal((await send('PUT', { ...subscription, cell: 'wydm6f4t' })).status, 400)
    assert.equal((await send('PUT', { ...subscription, latitude: 37.5 })).status, 400)
    assert.equal((await send('PUT', { ...subscription, language: 'x'.repeat(9000) })).status, 400)
  })
})

describe('GET /api/posts and POST /api/reviews', () => {
  it('show the public what is published, and the reviewer what waits', async () => {
    await store.createPost(
      samplePost({
        id: 'post-2',
        incident: 'inc-2',
        status: 'waiting',
        publishedAt: null,
        image: null,
        note: 'why',
      }),
    )
    const listed = async (query: string) => {
      const posts = await bodyOf(await request(`/api/posts${query}`), postShape.array())
      return posts.map((post) => post.id).join()
    }
    assert.equal(await listed(''), 'post-1')
    assert.equal(await listed('?status=waiting'), 'post-2')
    assert.equal(await listed('?status=all'), 'post-2,post-1')
    assert.equal(await refusal('/api/posts?status=lost', 400), 'BONGHWA_FILTER_INVALID')
  })

  it('let a waiting post out once', async () => {
    const decide = (id: string, body: string) => request(`/api/reviews/${id}`, { method: 'POST', body })
    assert.equal((await decide('post-2', '{"decision":"maybe"}')).status, 400)
    assert.equal((await decide('post-2', 'approve')).status, 400)
    assert.equal((await decide('post-9', '{"decision":"approve"}')).status, 404)

    const approved = await bodyOf(await decide('post-2', '{"decision":"approve"}'), postShape)
    assert.equal(approved.status, 'published')
    assert.equal(approved.postedAt, '2026-11-24T06:00:00.000Z')

    assert.equal(approved.edited, false)

    const again = await decide('post-2', '{"decision":"refuse"}')
    assert.equal(again.status, 409)
    assert.equal((await bodyOf(again, errorShape)).error.code, 'BONGHWA_REVIEW_DECIDED')
  })
})

describe('GET /api/map/style.json', () => {
  it('is T map by its key, from the south and with its attribution, where the city has one', async () => {
    const app = cityApi({ ...options(), tmapKey: 'a key' })
    const city = await bodyOf(await app.request('/api/city'), cityShape)
    assert.equal(city.map.style, '/api/map/style.json')
    const style = (await (await app.request('/api/map/style.json')).json()) as ReturnType<typeof tmapStyle>
    const { tiles, scheme, attribution } = style.sources.tmap
    assert.match(
      tiles[0],
      /^https:\/\/[a-z0-9]+\.tmap\.co\.kr\/tms\/1\.0\.0\/hd_tile\/\{z\}\/\{x\}\/\{y\}\.png\?bizAppId=a%20key$/,
    )
    assert.deepEqual([scheme, attribution], ['tms', '© TMAP Mobility'])
  })

  it('is not there without', async () => {
    assert.equal(await refusal('/api/map/style.json', 404), 'BONGHWA_MAP_STYLE_ABSENT')
  })
})

describe('GET /api/incidents/points', () => {
  it('has of each incident in the box what a map needs', async () => {
    const place = { latitude: 33.5, longitude: 126.5 }
    await store.saveIncident(sampleIncident({ id: 'inc-jeju', label: 'knife', place, state: 'closed' }))
    const { features } = await bodyOf(
      await request('/api/incidents/points?bbox=126,33,127,34&limit=100000'),
      pointsShape,
    )
    assert.deepEqual(features, [
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [126.5, 33.5] },
        properties: {
          ...{ id: 'inc-jeju', label: 'knife', state: 'closed' },
          openedAt: Date.UTC(2026, 10, 24, 5, 5, 9),
        },
      },
    ])
    assert.equal(await refusal('/api/incidents/points?limit=100001', 400), 'BONGHWA_FILTER_INVALID')
  })
})

describe('A reviewer', () => {
  const decide = (id: string, body: object) =>
    request(`/api/reviews/${id}`, { method: 'POST', body: JSON.stringify(body) })
  const waiting = (id: string) =>
    store.createPost(
      samplePost({
        ...{ id, incident: `inc-of-${id}`, status: 'waiting', publishedAt: null },
        expiresAt: Date.UTC(2026, 10, 24, 7),
      }),
    )

  it('changes the words before they go out, in both languages', async () => {
    await waiting('post-edited')
    const alt = { ko: '우산을 든 사람', en: 'Somebody with an umbrella' }
    const text = { ko: '한국어만' }
    assert.equal((await decide('post-edited', { decision: 'approve', text })).status, 400)
    assert.equal((await decide('post-edited', { decision: 'approve', alt: { ...alt, en: ' ' } })).status, 400)
    const long = { ko: '가'.repeat(1001), en: 'a' }
    assert.equal((await decide('post-edited', { decision: 'approve', alt: long })).status, 400)
    const approved = await bodyOf(await decide('post-edited', { decision: 'approve', alt }), postShape)
    assert.deepEqual([approved.alt, approved.edited], [alt, true])
  })

  it('refuses with a reason, which is kept', async () => {
    await waiting('post-refused')
    const answer = await decide('post-refused', { decision: 'refuse', reason: 'an umbrella' })
    const { status, refusal, expiresAt } = await bodyOf(answer, postShape)
    assert.deepEqual([status, refusal], ['refused', { by: 'reviewer', reason: 'an umbrella' }])
    assert.equal(expiresAt, '2026-11-24T07:00:00.000Z')
  })

  it('is told of waiting posts by Web Push, and no more', async () => {
    const endpoint = 'https://fcm.googleapis.com/fcm/send/reviewer'
    const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) }
    const ask = (method: string, body: object) =>
      request('/api/reviews/subscription', { method, body: JSON.stringify(body) })
    assert.equal((await ask('PUT', { endpoint: 'https://example.org/', keys, language: 'ko' })).status, 400)
    assert.equal((await ask('PUT', { endpoint, keys, language: 'ko' })).status, 204)
    assert.equal((await store.subscribersIn([reviewersCell]))[0]?.endpoint, endpoint)
    assert.equal((await ask('DELETE', { endpoint })).status, 204)
    assert.deepEqual(await store.subscribersIn([reviewersCell]), [])
  })
})

describe('DELETE /api/incidents/ID', () => {
  it('erases an incident with its picture, and says so also when there was none', async () => {
    const address = await evidence.put(new TextEncoder().encode('somebody'))
    await store.saveIncident(sampleIncident({ id: 'inc-erased', evidence: address, openedAt: 1 }))
    const erased = await bodyOf(
      await request('/api/incidents/inc-erased', { method: 'DELETE' }),
      erasureShape,
    )
    assert.deepEqual(erased, { incident: 'inc-erased', found: true, pictures: 1, published: [] })
    assert.equal((await request('/api/incidents/inc-erased')).status, 404)
    assert.equal((await request(`/api/evidence/${address}.jpg`)).status, 404)
    const again = await bodyOf(await request('/api/incidents/inc-erased', { method: 'DELETE' }), erasureShape)
    assert.equal(again.found, false)
  })
})

describe('GET /api/evidence', () => {
  it('gives a picture that may be kept for ever, in private', async () => {
    const response = await request(`/api/evidence/${hash}.jpg`)
    assert.equal(response.headers.get('content-type'), 'image/jpeg')
    assert.equal(response.headers.get('cache-control'), 'private, max-age=31536000, immutable')
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), picture)
  })

  it('refuses what is no address', async () => {
    assert.equal(await refusal(`/api/evidence/${'0'.repeat(64)}.jpg`, 404), 'BONGHWA_EVIDENCE_UNKNOWN')
    assert.equal(await refusal('/api/evidence/..%2F..%2Fetc%2Fpasswd.jpg', 400), 'BONGHWA_EVIDENCE_ADDRESS')
  })
})

it('Every route is in the OpenAPI document, and nothing else is', () => {
  const routes = new Set(
    cityApi(options()).routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`),
  )
  const described = Object.entries(cityPaths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  assert.deepEqual([...routes].sort(), described.sort())
})

it('A bug is left to the application that the routes are mounted in', async () => {
  const broken = cityApi({
    ...options(),
    cameras() {
      throw new RangeError('a bug')
    },
  })
  const outer = new Hono()
  outer.onError((error, context) => context.text(error.message, 500))
  outer.route('/', broken)
  assert.equal(await (await outer.request('/api/cameras')).text(), 'a bug')
})

/** The body, after a check that it is of this shape to the letter: nothing missing and nothing more. */
async function bodyOf<Shape extends z.ZodType>(response: Response, shape: Shape): Promise<z.infer<Shape>> {
  const body = await response.json()
  const parsed = shape.parse(body)
  assert.deepEqual(parsed, body)
  return parsed
}

async function refusal(path: string, status: number): Promise<string> {
  const response = await request(path)
  assert.equal(response.status, status, path)
  return (await bodyOf(response, errorShape)).error.code
}

it('has a need for every route of the city', () => {
  const routes = cityApi(options())
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual([...new Set(routes)].toSorted(), Object.keys(cityNeeds).toSorted())
})
