import { z } from 'zod'

// The channels of a city besides its own feed. What is secret is named here and set in the environment.

const languages = ['ko', 'en', 'both'] as const
const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable that holds the secret')
const address = z.url({ protocol: /^https?$/, error: 'must be an address such as https://social.example' })

const common = {
  /** Also the name of its function, `deliver-NAME`. */
  name: z
    .string()
    .max(40)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'may hold only a-z, 0-9 and inner hyphens'),
  /** `both`: Korean, then English, where both fit. */
  language: z.enum(languages).default('ko'),
  /** Of which incidents it is told. */
  labels: z
    .array(z.enum(['fire', 'gun', 'knife']))
    .min(1)
    .default(['fire', 'gun', 'knife']),
}
const secret = (variable: string) => environmentName.default(variable)

const bluesky = z.strictObject({
  kind: z.literal('bluesky'),
  ...common,
  service: address.default('https://bsky.social'),
  handle: z.string().min(1),
  secrets: z.strictObject({ password: secret('BLUESKY_APP_PASSWORD') }).prefault({}),
})
const mastodon = z.strictObject({
  kind: z.literal('mastodon'),
  ...common,
  service: address,
  visibility: z.enum(['public', 'unlisted', 'private']).default('public'),
  secrets: z.strictObject({ token: secret('MASTODON_ACCESS_TOKEN') }).prefault({}),
})
const x = z.strictObject({
  kind: z.literal('x'),
  ...common,
  secrets: z
    .strictObject({
      appKey: secret('X_APP_KEY'),
      appSecret: secret('X_APP_SECRET'),
      accessToken: secret('X_ACCESS_TOKEN'),
      accessSecret: secret('X_ACCESS_SECRET'),
    })
    .prefault({}),
})
const telegram = z.strictObject({
  kind: z.literal('telegram'),
  ...common,
  service: address.default('https://api.telegram.org'),
  /** `@name` of a public channel, or the number of a chat. */
  chat: z.union([z.string().min(1), z.int()]).transform(String),
  secrets: z.strictObject({ token: secret('TELEGRAM_BOT_TOKEN') }).prefault({}),
})
const webhook = z.strictObject({
  kind: z.literal('webhook'),
  ...common,
  url: address,
  /** Whether it may be an address of this machine or its network. */
  network: z.enum(['public', 'private']).default('public'),
  language: z.enum(languages).default('both'),
  secrets: z.strictObject({ key: secret('WEBHOOK_KEY') }).prefault({}),
})
/** Their addresses are the secret. */
const slack = z.strictObject({
  kind: z.literal('slack'),
  ...common,
  secrets: z.strictObject({ url: secret('SLACK_WEBHOOK_URL') }).prefault({}),
})
const discord = z.strictObject({
  kind: z.literal('discord'),
  ...common,
  secrets: z.strictObject({ url: secret('DISCORD_WEBHOOK_URL') }).prefault({}),
})

export const channelSettings = z.discriminatedUnion('kind', [
  bluesky,
  mastodon,
  x,
  telegram,
  webhook,
  slack,
  discord,
])

export type ChannelSettings = z.output<typeof channelSettings>
export type SettingsOf<Kind extends ChannelSettings['kind']> = Extract<ChannelSettings, { kind: Kind }>

/** Names of the channels that are told of such incidents. */
export function channelsFor(channels: readonly ChannelSettings[], label: string): string[] {
  return channels
    .filter(({ labels }) => (labels as readonly string[]).includes(label))
    .map(({ name }) => name)
}
