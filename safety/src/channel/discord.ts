import type { SettingsOf } from '../camera/channel-settings.ts'
import type { Channel } from './channel.ts'
import { fitText, languageOf } from './fit-text.ts'
import { request } from './request.ts'

/**
 * A Discord channel by a webhook, the photo with its description attached. A webhook cannot reply, so a follow-up is
 * a message of its own.
 * Source: Discord, "Execute Webhook".
 */
export function discordChannel({ language }: SettingsOf<'discord'>, url: string): Channel {
  const waiting = new URL(url)
  waiting.searchParams.set('wait', 'true')
  return {
    supports: { once: 'none' },
    async send(note, { signal }) {
      const content = fitText(note.text, language, { most: 2000, measure: (all) => all.length })
      const description = note.alt[languageOf(language)].slice(0, 1024)
      const form = new FormData()
      const message = { content, allowed_mentions: { parse: [] }, flags: suppressEmbeds }
      const attachments = note.image === null ? [] : [{ id: 0, filename: 'photo.jpg', description }]
      form.set('payload_json', JSON.stringify({ ...message, attachments }))
      if (note.image !== null)
        form.set('files[0]', new Blob([new Uint8Array(note.image)], { type: 'image/jpeg' }), 'photo.jpg')
      const { id } = await request(waiting.href, { method: 'POST', body: form, signal }, (body) => ({
        said: body.message,
        retryAfterSeconds: body.retry_after,
      }))
      return { reference: String(id ?? ''), url: null }
    },
  }
}

/** The map's page is not to be shown in place of the photo. */
const suppressEmbeds = 4
