import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

/** How it answers. `taken`: it takes the message and hangs up without a word, so that nobody knows. */
export type ChannelMode = 'up' | 'gone' | 'failing' | 'busy' | 'hanging' | 'taken'

/** Takes what the city posts, as Standard Webhooks asks: a message is the same however often its id comes. */
export interface ChannelServer extends AsyncDisposable {
  readonly url: string
  /** With which the city signs. */
  readonly key: string
  set(mode: ChannelMode): void
  /** Ids of the messages that say a post of an incident, without repeats, by incident. */
  posts(): ReadonlyMap<string, ReadonlySet<string>>
  /** Messages that came again under the same id. */
  readonly repeats: number
  /** Messages whose signature was wrong. */
  readonly forged: number
}

export async function channelServer(): Promise<ChannelServer> {
  const key = `whsec_${randomBytes(24).toString('base64')}`
  const signed = new Webhook(key)
  const seen = new Set<string>()
  const posts = new Map<string, Set<string>>()
  const held = new Set<ServerResponse>()
  let mode: ChannelMode = 'up'
  let [repeats, forged] = [0, 0]
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (mode === 'gone') return void response.destroy()
    const body = await json(request)
    if (mode === 'failing') return void response.writeHead(500).end('not now')
    if (mode === 'busy') return void response.writeHead(429, { 'retry-after': '1' }).end()
    if (mode === 'hanging') return void held.add(response)
    take(request, body as Message)
    if (mode === 'taken') return void response.destroy()
    response.writeHead(204).end()
  }

  function take({ headers }: IncomingMessage, message: Message) {
    const id = String(headers['webhook-id'])
    // Times are not looked at: clocks jump here.
    if (
      signed.sign(id, new Date(Number(headers['webhook-timestamp']) * 1000), JSON.stringify(message)) !==
      headers['webhook-signature']
    )
      forged++
    if (seen.has(id)) return repeats++
    seen.add(id)
    if (message.type !== 'incident.posted') return
    const ids = posts.get(message.data.incident) ?? new Set()
    posts.set(message.data.incident, ids.add(id))
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    key,
    set(next) {
      mode = next
      for (const response of held) response.destroy()
      held.clear()
    },
    posts: () => posts,
    get repeats() {
      return repeats
    },
    get forged() {
      return forged
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

interface Message {
  readonly type: string
  readonly data: { readonly incident: string }
}
