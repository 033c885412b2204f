import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Hono } from 'hono'
import { samplePost } from '../../outcome/sample.ts'
import { openStore } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { blueskyAbsent, blueskyServer } from '../../testing/bluesky-server.ts'
import { mastodonService } from '../../testing/mastodon-service.ts'
import { serviceServer } from '../../testing/service-server.ts'

// The run of docs/channels.md: BONGHWA_OUTBOX_INCIDENTS=1000 BONGHWA_OUTBOX_KILLS=20 npm test -- <this file>
const incidents = Number(process.env.BONGHWA_OUTBOX_INCIDENTS ?? 40)
const kills = Number(process.env.BONGHWA_OUTBOX_KILLS ?? 3)
const secret = `whsec_${Buffer.from('a key of twenty-four byte').toString('base64')}`
const dice = seededDice(20261124)

describe('The outbox, its process killed with -9 again and again', () => {
  it(`gives each of ${incidents} posts to each channel once, though channels fail at random and one for ever`, async () => {
    const mastodon = mastodonService(secret, trouble)
    const received = new Map<string, number>()
    const app = new Hono()
    app.post('/hook', async (context) => {
      const wrong = trouble()
      if (wrong?.when === 'before') return wrong.answer
      // As the scheme has it: what has an id that was seen is taken and not acted upon.
      const { data } = await context.req.json()
      const id = `${context.req.header('webhook-id')} ${data.incident}`
      received.set(id, (received.get(id) ?? 0) + 1)
      return wrong?.answer ?? context.body(null, 204)
    })
    await using server = await serviceServer(app)
    await using mastodonServer = await serviceServer(mastodon.app)
    const channels = [
      { kind: 'mastodon', name: 'mastodon', service: mastodonServer.url },
      { kind: 'webhook', name: 'hook', url: `${server.url}/hook`, network: 'private' },
      { kind: 'webhook', name: 'broken', url: 'http://127.0.0.1:1/', network: 'private' },
    ]
    const { store, left, hits } = await emptied(channels, incidents, kills)
    assert.deepEqual(new Set(left.map(({ channel }) => channel)), new Set(['broken']))
    assert.equal(left.length, incidents)
    const all = await store.deliveries({ state: 'delivered', limit: 2 * incidents })
    const again = all.filter(({ attempts }) => attempts > 1).length
    console.log(`${hits} kills hit; ${again} of ${all.length} messages were sent more than once`)
    assert.ok(hits > 0 && again > 0)

    const expected = Array.from({ length: incidents }, (_, index) => `inc-${index}`)
    const posted = mastodon.statuses.map(({ content }) => /inc-\d+/.exec(content)?.[0] ?? '')
    assert.deepEqual(posted.toSorted(), expected.toSorted())
    assert.deepEqual(
      [...received.keys()].toSorted(),
      expected.map((incident) => `msg_${incident}-0-hook ${incident}`).toSorted(),
    )
    await store[Symbol.asyncDispose]()
  })

  it('gives each post to a real Bluesky server once', { skip: blueskyAbsent }, async () => {
    await using server = await blueskyServer()
    const count = Math.ceil(incidents / 10)
    const settings = { kind: 'bluesky', name: 'bluesky', service: server.url, handle: server.handle }
    const { store, hits } = await emptied([settings], count, Math.ceil(kills / 3), server.password)
    const { data } = await server.agent.com.atproto.repo.listRecords({
      repo: server.agent.assertDid,
      collection: 'app.bsky.feed.post',
      limit: 100,
    })
    const posted = data.records.map(({ value }) => /inc-\d+/.exec(String(value.text))?.[0] ?? '')
    const expected = Array.from({ length: count }, (_, index) => `inc-${index}`)
    assert.deepEqual(posted.toSorted(), expected.toSorted())
    console.log(`${hits} kills hit; ${count} posts`)
    assert.ok(hits > 0)
    await store[Symbol.asyncDispose]()
  })
})

/** Runs the process that empties the outbox, kills it so many times, and lets it end. */
async function emptied(
  channels: readonly { name: string }[],
  count: number,
  times: number,
  password = secret,
) {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-outbox-'))
  const url = `sqlite:${join(folder, 'city.db')}`
  const store = await openStore(url)
  await fill(
    store,
    count,
    channels.map(({ name }) => name),
  )
  const start = () =>
    fork(join(import.meta.dirname, 'fixtures/delivering-process.ts'), [url, JSON.stringify(channels)], {
      env: { ...process.env, SECRET: password },
    })
  let hits = 0
  for (let kill = 0; kill < times; kill++) {
    const child = start()
    await once(child, 'message')
    await setTimeout(50 + dice() * 600)
    if (await killed(child)) hits++
  }
  assert.deepEqual(await once(start(), 'exit'), [0, null])
  const left = await store.deliveries({ state: 'due', limit: 10 * count })
  rmSync(folder, { recursive: true, force: true })
  return { store, left, hits }
}

async function fill(store: Store, count: number, channels: readonly string[]) {
  for (let index = 0; index < count; index++) {
    const incident = `inc-${index}`
    const text = { ko: `불이 난 것으로 보입니다: ${incident}`, en: `Possible fire: ${incident}` }
    const at = Date.now()
    const post = samplePost({ id: `post-${incident}`, incident, text, createdAt: at, publishedAt: at })
    await store.createPost(post, channels)
  }
}

/** Whether it was still there to be killed. */
async function killed(child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) return false
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
  return child.signalCode === 'SIGKILL'
}

/** A third of the time something goes wrong: refused before it is taken, or broken after. */
function trouble(): { when: 'before' | 'after'; answer: Response } | undefined {
  const thrown = dice()
  if (thrown < 0.1) return { when: 'before', answer: new Response('', { status: 503 }) }
  if (thrown < 0.15)
    return { when: 'before', answer: new Response('{}', { status: 429, headers: { 'retry-after': '0.05' } }) }
  if (thrown < 0.3) return { when: 'after', answer: new Response('', { status: 502 }) }
  return undefined
}

/** The same numbers in 0..1 at every run: mulberry32. */
function seededDice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
