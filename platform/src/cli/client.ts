import { GatewayRefusedError, GatewayUnreachableError } from './errors.ts'

/** The gateway as the command line sees it. Every call throws GatewayUnreachableError or GatewayRefusedError. */
export interface Client {
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body?: unknown, contentType?: string): Promise<Body>
}

export function client(server: string): Client {
  async function call(path: string, init?: RequestInit) {
    const response = await fetch(new URL(path, server), init).catch((cause) => {
      throw new GatewayUnreachableError(server, { cause })
    })
    const text = await response.text()
    const body = text === '' ? undefined : JSON.parse(text)
    if (!response.ok)
      throw new GatewayRefusedError(body?.error?.code ?? 'BONGHWA_BUG', body?.error?.message ?? text)
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
