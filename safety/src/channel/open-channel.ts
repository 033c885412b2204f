import type { ChannelSettings } from '../camera/channel-settings.ts'
import { blueskyChannel } from './bluesky.ts'
import type { Channel } from './channel.ts'
import { discordChannel } from './discord.ts'
import { mastodonChannel } from './mastodon.ts'
import { slackChannel } from './slack.ts'
import { telegramChannel } from './telegram.ts'
import { webhookChannel } from './webhook.ts'
import { xChannel } from './x.ts'

/** @param secrets by the names of the environment variables that the settings name */
export function openChannel(settings: ChannelSettings, secrets: Readonly<Record<string, string>>): Channel {
  const secret = (variable: string) => secrets[variable] ?? ''
  switch (settings.kind) {
    case 'bluesky':
      return blueskyChannel(settings, secret(settings.secrets.password))
    case 'mastodon':
      return mastodonChannel(settings, secret(settings.secrets.token))
    case 'x': {
      const { appKey, appSecret, accessToken, accessSecret } = settings.secrets
      return xChannel(settings, {
        appKey: secret(appKey),
        appSecret: secret(appSecret),
        accessToken: secret(accessToken),
        accessSecret: secret(accessSecret),
      })
    }
    case 'telegram':
      return telegramChannel(settings, secret(settings.secrets.token))
    case 'webhook':
      return webhookChannel(settings, secret(settings.secrets.key))
    case 'slack':
      return slackChannel(settings, secret(settings.secrets.url))
    case 'discord':
      return discordChannel(settings, secret(settings.secrets.url))
  }
}
