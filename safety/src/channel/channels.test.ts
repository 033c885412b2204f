import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { Hono } from 'hono'
import { Webhook } from 'standardwebhooks'
import { channelSettings } from '../camera/channel-settings.ts'
import { mastodonService } from '../testing/mastodon-service.ts'
import { serviceServer } from '../testing/service-server.ts'
import type { Channel } from './channel.ts'
import { ChannelFailedError } from './errors.ts'
import { openChannel } from './open-channel.ts'
import { sampleNote } from './sample-note.ts'
import { xChannel } from './x.ts'

const signal = AbortSignal.timeout(60_000)
const open = (settings: object, secrets: Readonly<Record<string, string>>): Channel =>
  openChannel(channelSettings.parse({ name: 'feed', ...settings }), secrets)
const failing = (failure: string, retryAfterMs?: number) => (error: unknown) => {
  assert.ok(error instanceof ChannelFailedError)
  assert.deepEqual([error.failure, error.retryAfterMs], [failure, retryAfterMs])
  return true
}
const followUp = sampleNote({
  id: 'inc-1.1/feed',
  part: 'closed',
  image: null,
  text: { ko: '[후속] 카메라에 더 보이지 않습니다.', en: '[Update] Seen no more.' },
})

describe('Mastodon (contract: a server of its documented interface)', () => {
  const mastodon = (url: string, token = 'mastodon-token', settings = {}) =>
    open({ kind: 'mastodon', service: url, ...settings }, { MASTODON_ACCESS_TOKEN: token })

  it('gets photo with alt text, words and link, and the follow-up in the thread', async () => {
    const service = mastodonService('mastodon-token')
    await using server = await serviceServer(service.app)
    const channel = mastodon(server.url)
    const sent = await channel.send(sampleNote(), { unsure: false, signal })
    assert.equal(sent.url, 'https://social.example/@beacon/1')
    const { reference } = sent
    await channel.send(
      { ...followUp, thread: { root: reference, parent: reference } },
      { unsure: false, signal },
    )
    const [first, second] = service.statuses
    assert.match(first?.content ?? '', /불이 난 것으로 보입니다.*37\.4979, 127\.0276.*확신도.*openstreetmap/s)
    assert.equal(first?.language, 'ko')
    assert.match(first?.media_attachments[0]?.description ?? '', /번호판은 모자이크/)
    assert.equal(second?.in_reply_to_id, first?.id)
  })

  it('has a message once that was sent again, within its hour by the key and later by looking', async () => {
    const service = mastodonService('mastodon-token', () => {
      if (service.statuses.length === 0) return { when: 'after', answer: new Response('', { status: 502 }) }
      return undefined
    })
    await using server = await serviceServer(service.app)
    const channel = mastodon(server.url, 'mastodon-token', { language: 'en' })
    await assert.rejects(channel.send(sampleNote(), { unsure: false, signal }), failing('unsure'))
    assert.equal((await channel.send(sampleNote(), { unsure: false, signal })).reference, '1')
    service.forgetKeys()
    assert.equal((await channel.send(sampleNote(), { unsure: true, signal })).reference, '1')
    assert.equal(service.statuses.length, 1)
  })

  it('is left alone for as long as it asks, and told apart from one that refuses', async () => {
    const answers = [
      Response.json({ error: 'Too many requests' }, { status: 429, headers: { 'retry-after': '120' } }),
      Response.json({ error: 'Validation failed' }, { status: 422 }),
    ]
    const service = mastodonService('mastodon-token', () => ({ when: 'before', answer: answers.shift()! }))
    await using server = await serviceServer(service.app)
    const options = { unsure: false, signal }
    await assert.rejects(mastodon(server.url).send(followUp, options), failing('later', 120_000))
    await assert.rejects(mastodon(server.url).send(followUp, options), failing('refused'))
    await assert.rejects(mastodon(server.url, 'wrong').send(followUp, options), failing('later'))
    await assert.rejects(mastodon('http://127.0.0.1:1').send(followUp, options), failing('unsure'))
  })
})

describe('X (contract: a server of its documented interface)', () => {
  const tokens = { appKey: 'ak', appSecret: 'as', accessToken: '1-at', accessSecret: 'ats' }
  const settings = channelSettings.parse({ kind: 'x', name: 'feed' })

  function service(problem?: () => Response | undefined) {
    const posts: { id: string; text: string; media?: object; reply?: object }[] = []
    const alts: unknown[] = []
    const app = new Hono().basePath('/2')
    app.use(async (context, next) => {
      assert.match(context.req.header('authorization') ?? '', /^OAuth .*oauth_signature="/)
      return next()
    })
    app.post('/media/upload/initialize', (context) =>
      context.json({ data: { id: 'm1', expires_after_secs: 60 } }),
    )
    app.post('/media/upload/:id/append', (context) => context.json({ data: {} }))
    app.post('/media/upload/:id/finalize', (context) => context.json({ data: { id: 'm1', size: 6 } }))
    app.post('/media/metadata', async (context) => {
      alts.push(await context.req.json())
      return context.json({ data: { id: 'm1' } })
    })
    app.get('/users/me', (context) => context.json({ data: { id: '9', username: 'beacon', name: 'Beacon' } }))
    app.get('/users/9/tweets', (context) => {
      const data = posts.map(({ id, text }) => ({ id, text: text.replace(/https\S+/, 'https://t.co/x') }))
      return context.json({ data, meta: { result_count: data.length } })
    })
    app.post('/tweets', async (context) => {
      const body = await context.req.json()
      const wrong = problem?.()
      if (wrong !== undefined && wrong.status < 500) return wrong
      if (posts.some(({ text }) => text === body.text))
        return context.json(
          { detail: 'You are not allowed to create a Tweet with duplicate content.', status: 403 },
          403,
        )
      posts.push({ id: String(posts.length + 1), ...body })
      return wrong ?? context.json({ data: { id: String(posts.length), text: body.text } }, 201)
    })
    return { app, posts, alts }
  }
  /** The client knows X's address alone: its connections are led to the test's server. */
  function agentTo(url: string): Agent {
    const agent = new Agent()
    agent.createConnection = () => connect(Number(new URL(url).port), '127.0.0.1')
    return Object.assign(agent, { protocol: 'https:', defaultPort: 443 })
  }
  const x = (url: string) => {
    assert.equal(settings.kind, 'x')
    return xChannel(settings, tokens, agentTo(url))
  }

  it('gets photo with alt text and words within 280, and the follow-up as a reply', async () => {
    const { app, posts, alts } = service()
    await using server = await serviceServer(app as unknown as Hono)
    const sent = await x(server.url).send(sampleNote(), { unsure: false, signal })
    assert.deepEqual(sent, { reference: '1', url: 'https://x.com/i/status/1' })
    await x(server.url).send({ ...followUp, thread: { root: '1', parent: '1' } }, { unsure: false, signal })
    assert.deepEqual(posts[0]?.media, { media_ids: ['m1'] })
    assert.match(posts[0]?.text ?? '', /^\[가상 카메라\].*불이 난 것으로.*강남대로.*https:/s)
    assert.match(JSON.stringify(alts), /alt_text.*번호판은 모자이크/)
    assert.deepEqual(posts[1]?.reply, { in_reply_to_tweet_id: '1' })
  })

  it('has a message once that was sent again after its answer was lost', async () => {
    let broken = true
    const { app, posts } = service(() => (broken ? new Response('', { status: 503 }) : undefined))
    await using server = await serviceServer(app as unknown as Hono)
    await assert.rejects(x(server.url).send(followUp, { unsure: false, signal }), failing('unsure'))
    broken = false
    assert.equal((await x(server.url).send(followUp, { unsure: true, signal })).reference, '1')
    assert.equal(posts.length, 1)
  })

  it('is left alone until its limit is reset', async () => {
    const reset = Math.ceil(Date.now() / 1000) + 900
    const headers = {
      'x-rate-limit-limit': '1',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(reset),
    }
    const { app } = service(() => Response.json({ title: 'Too Many Requests' }, { status: 429, headers }))
    await using server = await serviceServer(app as unknown as Hono)
    await assert.rejects(x(server.url).send(followUp, { unsure: false, signal }), (error) => {
      assert.ok(error instanceof ChannelFailedError)
      assert.equal(error.failure, 'later')
      assert.ok((error.retryAfterMs ?? 0) > 800_000)
      return true
    })
  })
})

describe('Telegram, Slack and Discord (contract: servers of their documented interfaces)', () => {
  it('Telegram gets the photo with a caption, the follow-up as a reply, and is left alone as long as it asks', async () => {
    const got: Record<string, unknown>[] = []
    let busy = false
    const app = new Hono()
    app.post('/bottelegram-token/:method', async (context) => {
      if (busy)
        return context.json(
          { ok: false, description: 'Too Many Requests: retry after 31', parameters: { retry_after: 31 } },
          429,
        )
      const form = await context.req.formData()
      got.push({ method: context.req.param('method'), ...Object.fromEntries(form) })
      return context.json({ ok: true, result: { message_id: 40 + got.length } })
    })
    await using server = await serviceServer(app)
    const settings = { kind: 'telegram', service: server.url, chat: '@city_fire', language: 'both' }
    const channel = open(settings, { TELEGRAM_BOT_TOKEN: 'telegram-token' })
    const sent = await channel.send(sampleNote(), { unsure: false, signal })
    assert.deepEqual(sent, { reference: '41', url: 'https://t.me/city_fire/41' })
    await channel.send({ ...followUp, thread: { root: '41', parent: '41' } }, { unsure: false, signal })
    assert.equal(got[0]?.method, 'sendPhoto')
    assert.match(String(got[0]?.caption), /불이 난 것으로.*Possible fire/s)
    assert.equal(got[1]?.method, 'sendMessage')
    assert.match(String(got[1]?.reply_parameters), /"message_id":41/)
    busy = true
    await assert.rejects(channel.send(sampleNote(), { unsure: false, signal }), failing('later', 31_000))
  })

  it('Slack gets words and link, with nothing in them read as markup', async () => {
    const got: { text: string }[] = []
    const app = new Hono()
    app.post('/services/secret', async (context) => {
      got.push(await context.req.json())
      return context.text('ok')
    })
    await using server = await serviceServer(app)
    const channel = open({ kind: 'slack' }, { SLACK_WEBHOOK_URL: `${server.url}/services/secret` })
    await channel.send(sampleNote({ text: { ko: '<@here> & 불', en: '' } }), { unsure: false, signal })
    assert.equal(got[0]?.text, '&lt;@here&gt; &amp; 불')
    const gone = open({ kind: 'slack' }, { SLACK_WEBHOOK_URL: `${server.url}/services/gone` })
    await assert.rejects(gone.send(sampleNote(), { unsure: false, signal }), failing('refused'))
  })

  it('Discord gets the photo with its description, and mentions nobody', async () => {
    const got: Record<string, unknown>[] = []
    const app = new Hono()
    app.post('/api/webhooks/1/secret', async (context) => {
      assert.equal(context.req.query('wait'), 'true')
      const form = await context.req.formData()
      got.push({ ...JSON.parse(String(form.get('payload_json'))), file: form.get('files[0]') })
      return context.json({ id: '77' })
    })
    await using server = await serviceServer(app)
    const channel = open({ kind: 'discord' }, { DISCORD_WEBHOOK_URL: `${server.url}/api/webhooks/1/secret` })
    assert.equal((await channel.send(sampleNote(), { unsure: false, signal })).reference, '77')
    assert.deepEqual(got[0]?.allowed_mentions, { parse: [] })
    assert.match(JSON.stringify(got[0]?.attachments), /번호판은 모자이크/)
    assert.equal((got[0]?.file as File | undefined)?.size, 6)
  })
})

describe('A webhook', () => {
  const key = `whsec_${Buffer.from('a key of twenty-four byte').toString('base64')}`

  it('is signed by the Standard Webhooks scheme, with an id that stays when it is sent again', async () => {
    const ids: string[] = []
    const bodies: Record<string, unknown>[] = []
    const app = new Hono()
    app.post('/hook', async (context) => {
      const header = context.req.header()
      bodies.push(new Webhook(key).verify(await context.req.text(), header) as Record<string, unknown>)
      ids.push(header['webhook-id'] ?? '')
      return context.body(null, 204)
    })
    await using server = await serviceServer(app)
    const channel = open(
      { kind: 'webhook', url: `${server.url}/hook`, network: 'private' },
      { WEBHOOK_KEY: key },
    )
    await channel.send(sampleNote(), { unsure: false, signal })
    await channel.send(sampleNote(), { unsure: true, signal })
    assert.deepEqual(ids, ['msg_inc-1-0-feed', 'msg_inc-1-0-feed'])
    const { type, data } = bodies[0] as { type: string; data: Record<string, unknown> }
    assert.equal(type, 'incident.posted')
    assert.deepEqual(data.place, sampleNote().place)
    assert.deepEqual(data.image, {
      contentType: 'image/jpeg',
      base64: Buffer.from('a JPEG').toString('base64'),
    })
    const wrong = open(
      { kind: 'webhook', url: `${server.url}/other`, network: 'private' },
      { WEBHOOK_KEY: key },
    )
    await assert.rejects(wrong.send(sampleNote(), { unsure: false, signal }), failing('refused'))
  })

  it("signs the specification's own example as the specification does", () => {
    const signed = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').sign(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1614265330 * 1000),
      '{"test": 2432232314}',
    )
    assert.equal(signed, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
})
