import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@bonghwa/platform/testing'
import { WebSocket } from 'ws'
import type { CameraState, IncidentFeature } from '../api/shapes.ts'
import { decode } from '../camera/decode.ts'
import { findFfmpeg } from '../camera/ffmpeg.ts'
import { encodeJpeg } from '../frame/jpeg.ts'
import { openStore } from '../store/open-store.ts'
import { cityProcess } from '../testing/city-process.ts'
import { incidentOpened } from '../testing/incident-opened.ts'

const patienceMs = 60_000
const never = new AbortController().signal
const asleep = (functions: readonly { replicas: number }[]) =>
  assert.deepEqual(
    functions.map(({ replicas }) => replicas),
    functions.map(() => 0),
  )

const cloudEvent = 'application/cloudevents+json'

describe('The city', () => {
  it('makes a pin of a crash, timed segment by segment, with every function at zero before and after', async () => {
    await using city = await cityProcess([
      { region: 'daejeon', clip: 'crash_day', play: 'play: once, after: 2' },
    ])
    await city.start()
    asleep(await city.functions())
    let mostAwake = 0
    const incident = await eventually(async () => {
      const awake = (await city.functions()).filter(({ replicas }) => replicas > 0).length
      mostAwake = Math.max(mostAwake, awake)
      const [found] = await city.incidents()
      assert.equal(found?.outcomes[0]?.kind, 'pin')
      return found
    }, patienceMs)
    assert.equal(incident?.label, 'accident')
    assert.equal(incident?.region, 'daejeon')
    assert.equal(incident?.virtual, true)
    assert.ok(mostAwake > 0)

    const picture = await fetch(city.url + incident?.evidence)
    assert.equal(picture.headers.get('content-type'), 'image/jpeg')
    assert.ok((await picture.arrayBuffer()).byteLength > 5_000)

    const { segments } = await city.get<{
      segments: { name: string; function?: string; start: string; duration: number }[]
    }>(`/api/incidents/${incident?.id}/trace`)
    const names = segments.map(({ name, function: by }) => `${by} ${name}`)
    const wanted = [
      'watch captured',
      'watch decoded',
      'watch gated',
      'watch published',
      'detect queued',
      'detect woken',
      'detect inferred',
      'watch confirmed',
      'map-accident queued',
      'map-accident woken',
      'map-accident handled',
      'map-accident posted',
    ]
    assert.deepEqual(
      names.filter((name, index) => wanted.includes(name) && names.indexOf(name) === index),
      wanted,
    )
    const [first, last] = [segments[0], segments.at(-1)]
    const whole = Date.parse(last?.start ?? '') + (last?.duration ?? 0) - Date.parse(first?.start ?? '')
    const sum = segments.reduce((total, { duration }) => total + duration, 0)
    assert.ok(Math.abs(sum - whole) <= whole * 0.05, `${sum} of ${whole} ms`)

    await eventually(async () => asleep(await city.functions()), patienceMs)
    assert.equal((await city.incidents()).length, 1)
  })

  it('posts a fire once, whatever instance is killed in the middle of writing it', async () => {
    await using city = await cityProcess([
      { region: 'seoul', clip: 'traffic_day', play: 'play: once, after: 3600' },
    ])
    await city.start()
    await city.post('/api/events', incidentOpened('fire', 'seoul', 'inc-killed'), cloudEvent)
    const victim = await eventually(async () => {
      const writer = (await city.functions()).find(({ name }) => name === 'post-fire')
      const busy = writer?.instances.find(({ inFlight, state }) => inFlight > 0 || state === 'starting')
      assert.ok(busy)
      return busy
    }, patienceMs)
    process.kill(victim.pid, 'SIGKILL')
    const post = await eventually(async () => {
      const [first] = await city.posts()
      assert.ok(first)
      return first
    }, patienceMs)
    assert.equal(post.label, 'fire')
    assert.equal(post.region, 'seoul')
    await eventually(async () => asleep(await city.functions()), patienceMs)
    assert.equal((await city.posts()).length, 1)
  })

  it('loses no published event and doubles no post when the whole city is killed with -9 and started again', async () => {
    await using city = await cityProcess([
      { region: 'seoul', clip: 'traffic_day', play: 'play: once, after: 3600' },
    ])
    await city.start()
    const ids = Array.from({ length: 6 }, (_, index) => `inc-crash-${index}`)
    for (const id of ids) {
      const accepted = await city.post(
        '/api/events',
        incidentOpened(id.endsWith('0') ? 'fire' : 'accident', 'daejeon', id),
        cloudEvent,
      )
      assert.equal(accepted.status, 202)
    }
    await city.kill()
    await city.start()
    // Published once more, as a watch does that was killed before it could note that it had published.
    await city.post('/api/events', incidentOpened('fire', 'daejeon', 'inc-crash-0'), cloudEvent)
    await eventually(async () => {
      const queues =
        await city.get<{ messagesReady: number; messagesUnacknowledged: number }[]>('/api/queues')
      assert.equal(
        queues.reduce((sum, queue) => sum + queue.messagesReady + queue.messagesUnacknowledged, 0),
        0,
      )
      assert.equal((await city.posts()).length, 1)
    }, patienceMs)
    await using store = await openStore(`sqlite:${city.data}/city.db`)
    await eventually(async () => {
      const outcomes = await store.outcomesOf(ids)
      assert.deepEqual(outcomes.map(({ incident, kind }) => `${incident} ${kind}`).toSorted(), [
        'inc-crash-0 post',
        ...ids.slice(1).map((id) => `${id} pin`),
      ])
    }, patienceMs)
  })

  it('lets a post about a weapon wait until a person has approved it', async () => {
    await using city = await cityProcess([
      { region: 'seoul', clip: 'traffic_day', play: 'play: once, after: 3600' },
    ])
    await city.start()
    await city.post('/api/events', incidentOpened('gun', 'seoul', 'inc-gun'), cloudEvent)
    const post = await eventually(async () => {
      const [waiting] =
        await city.get<{ id: string; status: string; image: string | null; note: string }[]>(
          '/api/posts?status=waiting',
        )
      assert.ok(waiting)
      return waiting
    }, patienceMs)
    // Its evidence was never written, so there is nothing that could be shown with faces hidden.
    assert.equal(post.image, null)
    assert.match(post.note, /no longer there/)
    assert.deepEqual(await city.get('/api/posts'), [])
    const review = await city.post(`/api/reviews/${post.id}`, { decision: 'approve' })
    assert.equal(review.status, 200)
    assert.equal((await city.get<{ status: string }[]>('/api/posts'))[0]?.status, 'published')
    assert.equal((await city.post(`/api/reviews/${post.id}`, { decision: 'refuse' })).status, 409)
  })

  it("does Daejeon's work in Seoul while Daejeon's node is dead, and at home again afterwards", async () => {
    await using city = await cityProcess([
      { region: 'daejeon', clip: 'traffic_day', play: 'play: once, after: 3600' },
    ])
    await city.start()
    const nodeOf = async (id: string) => {
      const answer = await city.post(
        `/api/functions/map-accident/invoke`,
        incidentOpened('accident', 'daejeon', id),
        cloudEvent,
      )
      assert.equal(answer.status, 204)
      const instance = (await city.functions())
        .find(({ name }) => name === 'map-accident')
        ?.instances.find(({ state }) => state === 'ready')
      return instance?.node
    }
    assert.equal(await nodeOf('inc-home'), 'daejeon-1')
    await city.post('/api/nodes/daejeon-1/kill')
    assert.equal(await nodeOf('inc-away'), 'seoul-1')
    const regions = await city.get<{ name: string; state: string; servedBy: string }[]>('/api/regions')
    assert.deepEqual(
      regions.map(({ name, state, servedBy }) => [name, state, servedBy]),
      [
        ['seoul', 'alive', 'seoul'],
        ['daejeon', 'dead', 'seoul'],
      ],
    )
    await eventually(async () => {
      const nodes = await city.get<{ name: string; sources: string[] }[]>('/api/nodes')
      assert.deepEqual(nodes.find(({ name }) => name === 'seoul-1')?.sources.toSorted(), [
        'watch-daejeon',
        'watch-seoul',
      ])
    }, patienceMs)
    await city.post('/api/nodes/daejeon-1/start')
    await eventually(async () => assert.equal(await nodeOf('inc-back'), 'daejeon-1'), patienceMs)
    await eventually(async () => {
      const nodes = await city.get<{ name: string; sources: string[] }[]>('/api/nodes')
      assert.deepEqual(
        nodes.map(({ sources }) => sources),
        [['watch-seoul'], ['watch-daejeon']],
      )
    }, patienceMs)
  })

  it('makes an incident of pictures that a page of its own sends, where the page says, and takes none of others', async () => {
    await using city = await cityProcess([{ region: 'daejeon', clip: 'crash_day', play: 'push' }])
    await city.start()
    const sender = (origin: string) =>
      new WebSocket(
        `${city.url.replace('http', 'ws')}/api/cameras/camera-1/live?latitude=36.37&longitude=127.4`,
        {
          origin,
        },
      )
    await assert.rejects(once(sender('http://example.com'), 'open'), /403/)
    const socket = sender(city.url)
    await once(socket, 'open')
    const clip = join(import.meta.dirname, '../../city/clips/crash_day.mp4')
    const options = { ffmpeg: await findFfmpeg(), fps: 5, maxSide: 640, realTime: false, signal: never }
    for await (const picture of decode(clip, options)) {
      socket.send(await encodeJpeg(picture))
      // Twice as fast as it was filmed, and no faster than is taken.
      await sleep(110)
    }
    const incident = await eventually(async () => {
      const [found] = (await city.get<{ features: IncidentFeature[] }>('/api/incidents')).features
      assert.equal(found?.properties.outcomes[0]?.kind, 'pin')
      return found
    }, patienceMs)
    assert.equal(incident.properties.label, 'accident')
    assert.deepEqual(incident.geometry.coordinates, [127.4, 36.37])
    const [camera] = await city.get<CameraState[]>('/api/cameras')
    assert.deepEqual(camera?.place, { latitude: 36.37, longitude: 127.4 })
    socket.close()
  })
})
