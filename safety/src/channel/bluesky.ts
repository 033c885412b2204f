import { createHash } from 'node:crypto'
import type { AtpAgent } from '@atproto/api'
import type { SettingsOf } from '../camera/channel-settings.ts'
import type { Channel, Note } from './channel.ts'
import { ChannelFailedError } from './errors.ts'
import { failureOf, retryAfterMs } from './failure.ts'
import { fitText, graphemes, languageOf } from './fit-text.ts'
import { reasonOf } from './request.ts'

/**
 * A Bluesky account, by an app password. A post is put under a record key that follows from the message, so that
 * putting it again changes nothing.
 * Source: AT Protocol, com.atproto.repo.putRecord; app.bsky.feed.post.
 */
export function blueskyChannel(settings: SettingsOf<'bluesky'>, password: string): Channel {
  const { service, handle, language } = settings
  let session: Promise<AtpAgent> | undefined

  async function signIn() {
    const { AtpAgent } = await import('@atproto/api')
    const agent = new AtpAgent({ service })
    await agent.login({ identifier: handle, password })
    return agent
  }

  return {
    supports: { once: 'key' },
    async send(note, { signal }) {
      try {
        session ??= signIn()
        const agent = await session.catch((error) => {
          session = undefined
          throw error
        })
        const repo = agent.assertDid
        const record = { $type: collection, ...words(note, language), ...(await rest(agent, note, signal)) }
        const rkey = recordKey(note)
        const { data } = await agent.com.atproto.repo.putRecord(
          { repo, collection, rkey, record },
          { signal },
        )
        const url = `https://bsky.app/profile/${handle}/post/${rkey}`
        return { reference: JSON.stringify({ uri: data.uri, cid: data.cid }), url }
      } catch (error) {
        throw failed(error as Error)
      }
    },
  }

  async function rest(agent: AtpAgent, note: Note, signal: AbortSignal) {
    const shown = languageOf(language)
    const { thread } = note
    const images =
      note.image === null
        ? undefined
        : await agent
            .uploadBlob(note.image, { encoding: 'image/jpeg', signal })
            .then(({ data }) => [{ alt: note.alt[shown], image: data.blob }])
    return {
      langs: [shown],
      createdAt: new Date(note.at).toISOString(),
      ...(images === undefined ? {} : { embed: { $type: 'app.bsky.embed.images', images } }),
      ...(thread === null
        ? {}
        : { reply: { root: JSON.parse(thread.root), parent: JSON.parse(thread.parent) } }),
    }
  }
}

const collection = 'app.bsky.feed.post'

/** A link counts in full, so the map goes by its name and the link lies under it. */
function words(note: Note, language: SettingsOf<'bluesky'>['language']) {
  const name = new URL(note.mapUrl).hostname.replace(/^www\./, '')
  const named = (text: string) => text.replace(note.mapUrl, name)
  const text = fitText({ ko: named(note.text.ko), en: named(note.text.en) }, language, {
    most: 300,
    measure: (all) => graphemes(all).length,
  })
  const before = text.lastIndexOf(name)
  if (before < 0) return { text }
  const byteStart = Buffer.byteLength(text.slice(0, before))
  const index = { byteStart, byteEnd: byteStart + Buffer.byteLength(name) }
  return {
    text,
    facets: [{ index, features: [{ $type: 'app.bsky.richtext.facet#link', uri: note.mapUrl }] }],
  }
}

/**
 * A TID (53 bits of microseconds, 10 bits to tell clocks apart) made of the time of the message and a hash of its id.
 * Source: AT Protocol, "Timestamp Identifiers".
 */
export function recordKey({ id, at }: Pick<Note, 'id' | 'at'>): string {
  const hash = createHash('sha256').update(id).digest()
  const microseconds = BigInt(at) * 1000n + BigInt(hash.readUInt32BE(0) % 1000)
  let rest = (microseconds << 10n) | BigInt(hash.readUInt16BE(4) & 0x3ff)
  let key = ''
  for (let digit = 0; digit < 13; digit++, rest >>= 5n) key = base32[Number(rest & 31n)] + key
  return key
}

const base32 = '234567abcdefghijklmnopqrstuvwxyz'

interface XrpcError extends Error {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

function failed(error: Error): ChannelFailedError {
  if (!('status' in error) || typeof error.status !== 'number')
    return new ChannelFailedError('unsure', reasonOf(error))
  const { status, message, headers } = error as XrpcError
  // The client's own number for an answer that never came.
  if (status < 400) return new ChannelFailedError('unsure', 'the connection failed')
  const wait = status === 429 ? retryAfterMs((name) => headers?.[name] ?? null, Date.now()) : undefined
  return failureOf(status, message, wait)
}
