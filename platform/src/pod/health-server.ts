import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What kubelets and Prometheus ask of a process. */
export interface Health {
  /** Why nobody should rely on it now, in words. */
  unready(): string | undefined
  readonly metrics: { text(): Promise<string>; readonly contentType: string }
}

/**
 * `/healthz`, `/readyz` and `/metrics`. Work goes on without them: a port that is taken is told, and no error.
 *
 * @returns `undefined` when the port is taken
 */
export async function healthServer(health: Health, port: number): Promise<Server | undefined> {
  const server = createServer(async ({ url }, response) => {
    const [status, text, type] = await answer(health, url)
    response.writeHead(status, { 'content-type': type }).end(text)
  })
  server.listen(port)
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    console.error(`No metrics are served on port ${port} (${code}): give another by BONGHWA_METRICS_PORT.`)
    return undefined
  }
  server.unref()
  return server
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

async function answer({ unready, metrics }: Health, url?: string): Promise<[number, string, string]> {
  switch (url) {
    case '/healthz':
      return [200, 'ok', plain]
    case '/readyz': {
      const problem = unready()
      return problem === undefined ? [200, 'ok', plain] : [503, problem, plain]
    }
    case '/metrics':
      return [200, await metrics.text(), metrics.contentType]
    default:
      return [404, 'There are /healthz, /readyz and /metrics.', plain]
  }
}

const plain = 'text/plain; charset=utf-8'
