import type { SettingsOf } from '../camera/channel-settings.ts'
import type { Channel } from './channel.ts'
import { fitText } from './fit-text.ts'
import { request } from './request.ts'

/**
 * A Slack channel by an incoming webhook: words and link. Such a webhook takes no pictures, tells no id and has no
 * threads, so a follow-up is a message of its own.
 * Source: Slack, "Sending messages using incoming webhooks".
 */
export function slackChannel({ language }: SettingsOf<'slack'>, url: string): Channel {
  return {
    supports: { once: 'none' },
    async send(note, { signal }) {
      const text = fitText(note.text, language, { most: 3000, measure: (all) => all.length })
      await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: escaped(text), unfurl_links: false }),
        signal,
      })
      return { reference: '', url: null }
    },
  }
}

/** Slack reads these three as markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
