import { Hono } from 'hono'

export interface MastodonStatus {
  readonly id: string
  readonly content: string
  readonly url: string
  readonly visibility: string
  readonly language: string | undefined
  readonly in_reply_to_id: string | null
  readonly media_attachments: readonly { id: string; description: string | null; size: number }[]
}

export interface MastodonService {
  readonly app: Hono
  readonly statuses: readonly MastodonStatus[]
  /** Forgets its idempotency keys, as Mastodon does after an hour. */
  forgetKeys(): void
}

/**
 * The part of Mastodon's interface that posting needs, as its documentation has it (docs.joinmastodon.org: statuses,
 * media, accounts, "Idempotency-Key"). It stands for a server of that interface, and is none.
 *
 * @param trouble what goes wrong with the next status, before it is taken or after; `undefined` for nothing
 */
export function mastodonService(
  token: string,
  trouble: () => { when: 'before' | 'after'; answer: Response } | undefined = () => undefined,
): MastodonService {
  const statuses: MastodonStatus[] = []
  const media = new Map<string, MastodonStatus['media_attachments'][number]>()
  const keys = new Map<string, MastodonStatus>()
  const app = new Hono()

  app.use(async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${token}`)
      return context.json({ error: 'The access token is invalid' }, 401)
    return next()
  })
  app.get('/api/v1/accounts/verify_credentials', (context) => context.json({ id: '1', username: 'beacon' }))
  app.get('/api/v1/accounts/1/statuses', (context) => context.json(statuses.toReversed().slice(0, 40)))
  app.get('/api/v2/instance', (context) => context.json({ version: '4.5.0', configuration: { urls: {} } }))
  app.post('/api/v2/media', async (context) => {
    const form = await context.req.formData()
    const file = form.get('file') as File
    const one = { id: `m${media.size + 1}`, description: form.get('description') as string, size: file.size }
    media.set(one.id, one)
    return context.json({ ...one, type: 'image', url: 'https://files.example/1.jpg' })
  })
  app.get('/api/v1/media/:id', (context) => {
    const one = media.get(context.req.param('id'))
    return one === undefined
      ? context.json({ error: 'Record not found' }, 404)
      : context.json({ ...one, url: 'https://files.example/1.jpg' })
  })
  app.post('/api/v1/statuses', async (context) => {
    const key = context.req.header('idempotency-key')
    const again = key === undefined ? undefined : keys.get(key)
    if (again !== undefined) return context.json(again)
    const wrong = trouble()
    if (wrong?.when === 'before') return wrong.answer
    const body = await context.req.json()
    if (String(body.status).length > 500)
      return context.json({ error: 'Validation failed: Text character limit of 500 exceeded' }, 422)
    const id = String(statuses.length + 1)
    const status: MastodonStatus = {
      id,
      content: htmlOf(body.status),
      url: `https://social.example/@beacon/${id}`,
      visibility: body.visibility,
      language: body.language,
      in_reply_to_id: body.in_reply_to_id ?? null,
      media_attachments: (body.media_ids ?? []).map((one: string) => media.get(one)),
    }
    statuses.push(status)
    if (key !== undefined) keys.set(key, status)
    return wrong?.answer ?? context.json(status)
  })
  return { app, statuses, forgetKeys: () => keys.clear() }
}

/** As Mastodon renders plain text: paragraphs, line breaks, links shortened for the eye. */
function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const linked = escaped.replace(
    /(https?:\/\/)(\S+)/g,
    (url, scheme: string, rest: string) =>
      `<a href="${url}"><span class="invisible">${scheme}</span><span class="ellipsis">${rest.slice(0, 30)}</span><span class="invisible">${rest.slice(30)}</span></a>`,
  )
  return `<p>${linked.replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br />')}</p>`
}
