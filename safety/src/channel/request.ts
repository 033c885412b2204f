import { ChannelFailedError } from './errors.ts'
import { failureOf, retryAfterMs } from './failure.ts'

/**
 * Asks a service and gives its answer, parsed where it is JSON. The address stays out of every error: for some
 * services it is the secret.
 *
 * @param saidIn picks the reason out of the answer's body, and how long to wait where the body says it
 * @throws ChannelFailedError
 */
export async function request(
  url: string,
  init: RequestInit,
  saidIn: (body: Record<string, unknown>) => { said?: unknown; retryAfterSeconds?: unknown } = () => ({}),
): Promise<Record<string, unknown>> {
  const response = await fetch(url, init).catch((error: Error) => {
    throw new ChannelFailedError('unsure', reasonOf(error))
  })
  const text = await beginningOf(response).catch(() => '')
  const body = parsed(text)
  if (response.ok) return body
  const { said, retryAfterSeconds } = saidIn(body)
  const wait =
    typeof retryAfterSeconds === 'number'
      ? retryAfterSeconds * 1000
      : retryAfterMs((name) => response.headers.get(name), Date.now())
  throw failureOf(response.status, String(said ?? text).slice(0, longestReason), wait)
}

const longestReason = 200
/** Of an answer, unpacked. */
const mostBytes = 1024 * 1024

/** What a service says, and no more than it could need: a few packed bytes may unpack without end. */
async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.length
    if (size > mostBytes) break
  }
  return Buffer.concat(chunks).toString()
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** `fetch failed` says nothing; its cause has a code. */
export function reasonOf(error: Error): string {
  const { cause } = error
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer came in time'
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  if (code !== undefined) return `the connection failed (${code})`
  return error instanceof TypeError ? 'the connection failed' : 'its answer was not understood'
}
