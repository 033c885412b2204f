import type { SettingsOf } from '../camera/channel-settings.ts'
import type { Channel } from './channel.ts'
import { fitText } from './fit-text.ts'
import { request } from './request.ts'

/**
 * A Telegram chat or channel, by a bot. Telegram has no text for those who do not see a photo, and a bot can neither
 * give a message an id nor read what is there: a message whose answer was lost may appear twice.
 * Source: Telegram Bot API, sendPhoto, sendMessage, ResponseParameters.
 */
export function telegramChannel({ service, chat, language }: SettingsOf<'telegram'>, token: string): Channel {
  return {
    supports: { once: 'none' },
    async send(note, { signal }) {
      const form = new FormData()
      form.set('chat_id', chat)
      const most = note.image === null ? 4096 : 1024
      const text = fitText(note.text, language, { most, measure: (all) => all.length })
      if (note.image === null) {
        form.set('text', text)
        form.set('link_preview_options', JSON.stringify({ is_disabled: true }))
      } else {
        form.set('caption', text)
        form.set('photo', new Blob([new Uint8Array(note.image)], { type: 'image/jpeg' }), 'photo.jpg')
      }
      if (note.thread !== null && note.thread.root !== '') {
        const reply = { message_id: Number(note.thread.root), allow_sending_without_reply: true }
        form.set('reply_parameters', JSON.stringify(reply))
      }
      const method = note.image === null ? 'sendMessage' : 'sendPhoto'
      const init = { method: 'POST', body: form, signal }
      const { result } = await request(`${service}/bot${token}/${method}`, init, (body) => ({
        said: body.description,
        retryAfterSeconds: (body.parameters as { retry_after?: number } | undefined)?.retry_after,
      }))
      const id = String((result as { message_id?: number } | undefined)?.message_id ?? '')
      const open = /^@(\w+)$/.exec(chat)?.[1]
      return { reference: id, url: open === undefined ? null : `https://t.me/${open}/${id}` }
    },
  }
}
