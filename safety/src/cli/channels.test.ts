import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { eventually } from '@bonghwa/platform/testing'
import { incidentToJson } from '../incident/wire.ts'
import { sampleIncident } from '../outcome/sample.ts'
import { cityProcess } from '../testing/city-process.ts'
import { mastodonService } from '../testing/mastodon-service.ts'
import { serviceServer } from '../testing/service-server.ts'
import { storeServers } from '../testing/store-servers.ts'

const patienceMs = 60_000
const token = 'mastodon-token-of-the-city'
const [, postgres = assert.fail()] = await storeServers()
after(() => postgres[Symbol.asyncDispose]())

const incidentEvent = (change: 'opened' | 'closed', id: string, label: 'fire' | 'gun') => {
  const { updatedAt } = sampleIncident()
  const closed = { state: 'closed', closedAt: updatedAt + 30_000 } as const
  const incident = sampleIncident({ id, label, camera: 'camera-1', ...(change === 'closed' ? closed : {}) })
  return {
    specversion: '1.0',
    id: `${id}.${change}`,
    source: '/cameras/camera-1',
    type: `dev.bonghwa.incident.${change}`,
    region: 'seoul',
    data: incidentToJson(incident),
  }
}

describe('A city with channels, its store in PostgreSQL', { skip: postgres.skip }, () => {
  it('posts once though it is killed with -9, follows up in the thread, holds weapons back, and tells no secret', async () => {
    let away = true
    const service = mastodonService(token, () =>
      away
        ? { when: 'before', answer: Response.json({ error: `no, ${token}` }, { status: 503 }) }
        : undefined,
    )
    await using server = await serviceServer(service.app)
    const scene = { region: 'seoul', clip: 'traffic_day', play: 'play: once, after: 3600' } as const
    await using city = await cityProcess([scene], {
      store: await postgres.newUrl(),
      channels: [
        { kind: 'mastodon', name: 'feed', service: server.url, language: 'en' },
        { kind: 'webhook', name: 'control-room', url: 'http://127.0.0.1:1/', network: 'private' },
      ],
      env: { MASTODON_ACCESS_TOKEN: token },
    })
    const publish = (event: object) => city.post('/api/events', event, 'application/cloudevents+json')
    const deliveries = (query: string) =>
      city.get<{ state: string; part: string; problem: string | null; url: string | null }[]>(
        `/api/deliveries?${query}`,
      )
    await city.start()
    // The other channel lacks its secret, and holds nobody up.
    assert.match(city.output(), /WEBHOOK_KEY/)
    await publish(incidentEvent('opened', 'inc-fire', 'fire'))
    await publish(incidentEvent('opened', 'inc-gun', 'gun'))
    const pending = await eventually(async () => {
      const [delivery] = await deliveries('incident=inc-fire&channel=feed')
      assert.match(delivery?.problem ?? '', /503/)
      return delivery
    }, patienceMs)
    assert.equal(pending?.state, 'due')
    await city.kill()
    away = false
    await city.start()
    await eventually(
      async () => assert.equal((await deliveries('channel=feed&state=delivered')).length, 1),
      patienceMs,
    )

    await publish(incidentEvent('closed', 'inc-fire', 'fire'))
    const waiting = await eventually(async () => {
      const [post] = await city.get<{ id: string }[]>('/api/posts?status=waiting')
      assert.ok(post)
      return post
    }, patienceMs)
    assert.deepEqual(await deliveries('incident=inc-gun'), [])
    await city.post(`/api/reviews/${waiting.id}`, { decision: 'approve' })
    await eventually(
      async () => assert.equal((await deliveries('channel=feed&state=delivered')).length, 3),
      patienceMs,
    )

    const told = service.statuses.map(({ content, in_reply_to_id }) => [
      /Possible (fire|gun)|The camera sees it no more/.exec(content)?.[0],
      in_reply_to_id,
    ])
    assert.deepEqual(told.toSorted(), [
      ['Possible fire', null],
      ['Possible gun', null],
      ['The camera sees it no more', '1'],
    ])
    const [post] = await city
      .get<{ followUps: { part: string }[] }[]>('/api/posts?status=published&limit=10')
      .then((posts) => posts.filter(({ followUps }) => followUps.length > 0))
    assert.deepEqual(
      post?.followUps.map(({ part }) => part),
      ['closed'],
    )
    const everywhere = [
      city.output(),
      ...(await Promise.all(
        ['/api/functions', '/api/deliveries', '/api/functions/deliver-feed/logs'].map(async (path) =>
          (await fetch(city.url + path)).text(),
        ),
      )),
    ]
    for (const text of everywhere) assert.doesNotMatch(text, new RegExp(token))
  })
})
