import { GatewayRefusedError, GatewayUnreachableError, UsageError } from './errors.ts'
import { serverSentEvents } from './server-sent-events.ts'

/** The gateway as the command line sees it. Every call throws GatewayUnreachableError or GatewayRefusedError. */
export interface Client {
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body?: unknown, contentType?: string): Promise<Body>
  /** The bodies of a stream of server-sent events, until the gateway ends it. */
  events<Body>(path: string): AsyncIterable<Body>
}

/**
 * @param token shown to the gateway; one on a command line could be read by others of this machine
 * @throws UsageError when the address is none
 */
export function client(server: string, token = process.env.BONGHWA_TOKEN): Client {
  if (!URL.canParse(server))
    throw new UsageError(`"${server}" is no address of a gateway.`, 'Write --server http://HOST:PORT.')

  async function request(path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const shown = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(new URL(path, server), { ...init, headers: { ...headers, ...shown } }).catch(
      (cause) => {
        throw new GatewayUnreachableError(server, { cause })
      },
    )
    if (response.ok) return response
    const body = parsed(await response.text(), server)
    // An error that does not look like ours comes from some other server.
    if (body?.error?.code === undefined) throw new GatewayUnreachableError(server)
    throw new GatewayRefusedError(body.error.code, body.error.message)
  }
  async function call(path: string, init?: RequestInit) {
    const response = await request(path, init)
    const type = response.headers.get('content-type') ?? ''
    if (type.startsWith('text/plain')) return response.text()
    // What a function answers in bytes, under the name that CloudEvents give to such data.
    if (type === 'application/octet-stream')
      return { data_base64: Buffer.from(await response.arrayBuffer()).toString('base64') }
    const text = await response.text()
    return text === '' ? undefined : parsed(text, server)
  }
  return {
    get: (path) => call(path) as Promise<never>,
    post: (path, body, contentType = 'application/json') =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': contentType },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }) as Promise<never>,
    async *events(path) {
      const { body } = await request(path)
      try {
        if (body) for await (const data of serverSentEvents(body)) yield JSON.parse(data)
      } catch (cause) {
        // What `fetch` says when the connection breaks.
        throw cause instanceof TypeError ? new GatewayUnreachableError(server, { cause }) : cause
      }
    },
  }
}

function parsed(text: string, server: string) {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GatewayUnreachableError(server, { cause })
  }
}
