import { GatewayRefusedError, GatewayUnreachableError, UsageError } from './errors.ts'

/** The gateway as the command line sees it. Every call throws GatewayUnreachableError or GatewayRefusedError. */
export interface Client {
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body?: unknown, contentType?: string): Promise<Body>
}

/** @throws UsageError when the address is none */
export function client(server: string): Client {
  if (!URL.canParse(server))
    throw new UsageError(`"${server}" is no address of a gateway.`, 'Write --server http://HOST:PORT.')

  async function call(path: string, init?: RequestInit) {
    const response = await fetch(new URL(path, server), init).catch((cause) => {
      throw new GatewayUnreachableError(server, { cause })
    })
    const text = await response.text()
    const body = text === '' ? undefined : parsed(text, server)
    if (!response.ok) {
      // An error that does not look like ours comes from some other server.
      if (body?.error?.code === undefined) throw new GatewayUnreachableError(server)
      throw new GatewayRefusedError(body.error.code, body.error.message)
    }
    return body
  }
  return {
    get: (path) => call(path),
    post: (path, body, contentType = 'application/json') =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': contentType },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}

function parsed(text: string, server: string) {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GatewayUnreachableError(server, { cause })
  }
}
