import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { channelSettings } from '../camera/channel-settings.ts'
import { type BlueskyServer, blueskyAbsent, blueskyServer } from '../testing/bluesky-server.ts'
import { recordKey } from './bluesky.ts'
import { ChannelFailedError } from './errors.ts'
import { openChannel } from './open-channel.ts'
import { sampleNote } from './sample-note.ts'

interface PostRecord {
  readonly text: string
  readonly langs: readonly string[]
  readonly embed?: {
    readonly images: readonly { readonly alt: string; readonly image: { readonly ref: object } }[]
  }
  readonly reply?: { readonly root: { readonly uri: string }; readonly parent: { readonly uri: string } }
  readonly facets?: readonly {
    readonly index: { readonly byteStart: number; readonly byteEnd: number }
    readonly features: readonly { readonly uri: string }[]
  }[]
}

describe('Bluesky, by a real server', { skip: blueskyAbsent }, () => {
  let server: BlueskyServer
  const signal = AbortSignal.timeout(120_000)
  before(async () => {
    server = await blueskyServer()
  })
  after(() => server[Symbol.asyncDispose]())
  const open = (password = server.password, service = server.url) =>
    openChannel(
      channelSettings.parse({
        kind: 'bluesky',
        name: 'feed',
        service,
        handle: server.handle,
        language: 'en',
      }),
      { BLUESKY_APP_PASSWORD: password },
    )
  async function posts() {
    const { data } = await server.agent.com.atproto.repo.listRecords({
      repo: server.agent.assertDid,
      collection: 'app.bsky.feed.post',
      reverse: true,
    })
    return data.records.map(({ uri, value }) => ({ uri, ...(value as unknown as PostRecord) }))
  }

  it('gets photo with alt text, words with the map as a link, and the follow-up in the thread', async () => {
    const channel = open()
    const sent = await channel.send(sampleNote(), { unsure: false, signal })
    const next = sampleNote({
      id: 'inc-1.1/feed',
      at: sampleNote().at + 1000,
      image: null,
      thread: { root: sent.reference, parent: sent.reference },
    })
    await channel.send(next, { unsure: false, signal })
    const [first, second] = await posts()
    assert.match(
      first?.text ?? '',
      /Possible fire.*Gangnam-daero, Seoul \(37\.4979, 127\.0276\).*Confidence.*Map: openstreetmap\.org$/s,
    )
    const facet = first?.facets?.[0]
    const linked = Buffer.from(first?.text ?? '').subarray(facet?.index.byteStart, facet?.index.byteEnd)
    assert.equal(linked.toString(), 'openstreetmap.org')
    assert.equal(facet?.features[0]?.uri, sampleNote().mapUrl)
    assert.match(first?.embed?.images[0]?.alt ?? '', /number plates are pixelated/)
    const blob = await server.agent.com.atproto.sync.getBlob({
      did: server.agent.assertDid,
      cid: String(first?.embed?.images[0]?.image.ref),
    })
    assert.equal(Buffer.from(blob.data).toString(), 'a JPEG')
    assert.equal(second?.reply?.root.uri, first?.uri)
  })

  it('has a message once, however often and from however many processes it is sent', async () => {
    const before = (await posts()).length
    const note = sampleNote({ id: 'inc-2.0/feed' })
    const sent = await Promise.all([open(), open()].map((each) => each.send(note, { unsure: true, signal })))
    await open().send(note, { unsure: true, signal })
    assert.equal(sent[0]?.reference, sent[1]?.reference)
    assert.equal((await posts()).length, before + 1)
  })

  it('tells a wrong password and a server that is away as what may be over later', async () => {
    const failing = (failure: string) => (error: unknown) => {
      assert.ok(error instanceof ChannelFailedError)
      assert.equal(error.failure, failure)
      return true
    }
    await assert.rejects(
      open('wrong-password').send(sampleNote(), { unsure: false, signal }),
      failing('later'),
    )
    await assert.rejects(
      open(server.password, 'http://127.0.0.1:1').send(sampleNote(), { unsure: false, signal }),
      failing('unsure'),
    )
  })
})

describe('The key of a Bluesky record', () => {
  it('is a TID of the time of the message, and differs by message', () => {
    const at = Date.UTC(2026, 10, 24)
    const key = recordKey({ id: 'inc-1.0/feed', at })
    assert.match(key, /^[234567a-j][234567a-z]{12}$/)
    assert.equal(recordKey({ id: 'inc-1.0/feed', at }), key)
    assert.notEqual(recordKey({ id: 'inc-2.0/feed', at }), key)
    assert.ok(recordKey({ id: 'inc-1.0/feed', at: at + 1000 }) > key)
  })
})
