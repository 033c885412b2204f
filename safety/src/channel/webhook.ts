import { Webhook } from 'standardwebhooks'
import type { SettingsOf } from '../camera/channel-settings.ts'
import type { Channel, Note } from './channel.ts'
import { postToAddress } from './post-to-address.ts'

/**
 * Any program that takes a signed POST. Its `webhook-id` is the same however often a message is sent, so that the
 * receiver can take it once; time and signature keep others from inventing or repeating one.
 * Source: Standard Webhooks, standardwebhooks.com.
 */
export function webhookChannel({ url, language, network }: SettingsOf<'webhook'>, key: string): Channel {
  return {
    supports: { once: 'key' },
    async send(note, { signal }) {
      const sentAt = new Date()
      const body = JSON.stringify(bodyOf(note, language))
      // The scheme joins its parts with full stops, so the id has none.
      const id = `msg_${note.id.replace(/[^A-Za-z0-9_-]/g, '-')}`
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
        'webhook-signature': new Webhook(key).sign(id, sentAt, body),
      }
      await postToAddress(url, { headers, body, signal, reach: network })
      return { reference: id, url: null }
    },
  }
}

function bodyOf(note: Note, language: SettingsOf<'webhook'>['language']) {
  const { incident, part, label, place, mapUrl, virtual } = note
  const chosen = ({ ko, en }: Note['text']) =>
    language === 'both' ? { ko, en } : { [language]: language === 'ko' ? ko : en }
  return {
    type: part === 'post' ? 'incident.posted' : `incident.${part}`,
    timestamp: new Date(note.at).toISOString(),
    data: {
      incident,
      label,
      text: chosen(note.text),
      alt: chosen(note.alt),
      place,
      map: mapUrl,
      virtual,
      image:
        note.image === null
          ? null
          : { contentType: 'image/jpeg', base64: Buffer.from(note.image).toString('base64') },
    },
  }
}
