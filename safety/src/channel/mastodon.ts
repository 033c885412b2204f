import { setTimeout } from 'node:timers/promises'
import { createRestAPIClient, MastoHttpError } from 'masto'
import type { SettingsOf } from '../camera/channel-settings.ts'
import type { Channel } from './channel.ts'
import { ChannelFailedError } from './errors.ts'
import { failureOf, retryAfterMs } from './failure.ts'
import { fitText, languageOf, mastodonLength } from './fit-text.ts'
import { reasonOf } from './request.ts'

/**
 * A Mastodon account, or one of a server with its interface. The server knows a status by its `Idempotency-Key` for
 * an hour; beyond that, a message that may be there is looked for among the account's latest.
 * Source: Mastodon API, statuses and media.
 */
export function mastodonChannel(settings: SettingsOf<'mastodon'>, token: string): Channel {
  const { service, visibility, language } = settings
  const client = createRestAPIClient({ url: service, accessToken: token })

  /** A status of ours with these words; the server makes HTML of them. */
  async function posted(text: string) {
    const { id } = await client.v1.accounts.verifyCredentials()
    const latest = await client.v1.accounts.$select(id).statuses.list({ limit: 40 })
    const wanted = lettersOf(text)
    return latest.find(({ content }) => lettersOf(plain(content)) === wanted)
  }

  /** Id of the picture, once the server has looked at it; the library would wait for a second at least. */
  async function upload(image: Uint8Array, description: string, signal: AbortSignal): Promise<string> {
    const file = new Blob([new Uint8Array(image)], { type: 'image/jpeg' })
    const given = { file, description: description.slice(0, 1500), skipPolling: true }
    let media = await client.v2.media.create(given, { requestInit: { signal } })
    while (!media.url) {
      await setTimeout(processingMs, undefined, { signal })
      media = await client.v1.media.$select(media.id).fetch(undefined, { requestInit: { signal } })
    }
    return media.id
  }

  return {
    supports: { once: 'key' },
    async send(note, { unsure, signal }) {
      const text = fitText(note.text, language, { most: 500, measure: mastodonLength })
      try {
        const there = unsure ? await posted(text) : undefined
        if (there !== undefined) return { reference: there.id, url: there.url ?? null }
        const media =
          note.image === null ? undefined : await upload(note.image, note.alt[languageOf(language)], signal)
        const status = await client.v1.statuses.create(
          {
            status: text,
            visibility,
            language: languageOf(language),
            ...(media === undefined ? {} : { mediaIds: [media] }),
            ...(note.thread === null ? {} : { inReplyToId: note.thread.parent }),
          },
          { requestInit: { signal, headers: { 'Idempotency-Key': note.id } } },
        )
        return { reference: status.id, url: status.url ?? null }
      } catch (error) {
        throw failed(error as Error)
      }
    },
  }
}

const processingMs = 500

function failed(error: Error): ChannelFailedError {
  if (!(error instanceof MastoHttpError)) return new ChannelFailedError('unsure', reasonOf(error))
  const { cause } = error
  const wait =
    cause instanceof Response ? retryAfterMs((name) => cause.headers.get(name), Date.now()) : undefined
  return failureOf(error.statusCode, error.message, error.statusCode === 429 ? wait : undefined)
}

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** Links are shortened for display and lines become paragraphs: letters and digits before the link stay. */
function lettersOf(text: string): string {
  return text.replace(/https?:\/\/\S+/g, '').replace(/[^\p{L}\p{N}]/gu, '')
}
