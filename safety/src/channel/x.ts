import type { Agent } from 'node:http'
import type { ApiResponseError, TwitterApi, TwitterApiTokens } from 'twitter-api-v2'
import type { SettingsOf } from '../camera/channel-settings.ts'
import type { Channel } from './channel.ts'
import { ChannelFailedError } from './errors.ts'
import { failureOf, retryAfterMs } from './failure.ts'
import { fitText, languageOf, xLength } from './fit-text.ts'
import { reasonOf } from './request.ts'

/**
 * An account on X, by its own app and OAuth 1.0a. X refuses the same words of the same account a second time, and no
 * two messages have the same words: a message whose answer was lost is refused when it is there already, and then
 * looked up, where the account's plan lets it read.
 * Source: X API v2, manage Posts; media upload.
 *
 * @param agent connects elsewhere, for tests
 */
export function xChannel({ language }: SettingsOf<'x'>, tokens: XTokens, agent?: Agent): Channel {
  let opened: Promise<TwitterApi> | undefined
  const open = async () => {
    const { TwitterApi } = await import('twitter-api-v2')
    return new TwitterApi(tokens, agent === undefined ? {} : { httpAgent: agent })
  }
  return {
    supports: { once: 'lookup' },
    async send(note, { unsure }) {
      opened ??= open()
      const { v2 } = await opened
      const text = fitText(note.text, language, { most: 280, measure: xLength })
      try {
        const media =
          note.image === null ? undefined : await upload(v2, note.image, note.alt[languageOf(language)])
        const { data } = await v2.tweet({
          text,
          ...(media === undefined ? {} : { media: { media_ids: [media] } }),
          ...(note.thread === null || note.thread.parent === ''
            ? {}
            : { reply: { in_reply_to_tweet_id: note.thread.parent } }),
        })
        return sentAs(data.id)
      } catch (error) {
        if (!isDuplicate(error)) throw failed(error as Error)
        if (!unsure) throw new ChannelFailedError('refused', 'the same words were posted before')
        return sentAs((await posted(v2, text).catch(() => undefined)) ?? '')
      }
    },
  }
}

export type XTokens = TwitterApiTokens & { readonly accessToken: string; readonly accessSecret: string }

async function upload(v2: TwitterApi['v2'], image: Uint8Array, alt: string): Promise<string> {
  const id = await v2.uploadMedia(Buffer.from(image), { media_type: 'image/jpeg' })
  await v2.createMediaMetadata(id, { alt_text: { text: alt.slice(0, 1000) } })
  return id
}

/** Id of our post with these words; X replaces the link in them. */
async function posted(v2: TwitterApi['v2'], text: string): Promise<string | undefined> {
  const { data: me } = await v2.me()
  const latest = await v2.userTimeline(me.id, { max_results: 20 })
  const withoutLinks = (all: string) => all.replace(/https?:\/\/\S+/g, '').trim()
  return latest.tweets.find((tweet) => withoutLinks(tweet.text) === withoutLinks(text))?.id
}

function sentAs(id: string) {
  return { reference: id, url: id === '' ? null : `https://x.com/i/status/${id}` }
}

function isDuplicate(error: unknown): boolean {
  const { code, data } = error as Partial<ApiResponseError>
  return code === 403 && /duplicate content/i.test(String(data?.detail))
}

function failed(error: Error): ChannelFailedError {
  const { code, data, headers } = error as Partial<ApiResponseError>
  if (typeof code !== 'number') return new ChannelFailedError('unsure', reasonOf(error))
  const header = (name: string) => headers?.[name]?.toString() ?? null
  const wait = code === 429 ? retryAfterMs(header, Date.now()) : undefined
  return failureOf(code, String(data?.detail ?? data?.title ?? ''), wait)
}
