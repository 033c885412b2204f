import type { Context } from 'hono'
import type { HttpMessage } from '../event/http-binding.ts'
import { BodyEncodedError, BodyTooLargeError } from './errors.ts'

/** Of a body, and of a message over WebSocket. */
export const largestBytes = 1024 * 1024

/**
 * Reads a request with its body, and no more of it than is allowed.
 *
 * @throws BodyTooLargeError | BodyEncodedError
 */
export async function readMessage({ req }: Context): Promise<HttpMessage> {
  // What is announced to be too large is not read at all.
  if (Number(req.header('content-length') ?? 0) > largestBytes) throw new BodyTooLargeError(largestBytes)
  const encoding = req.header('content-encoding') ?? 'identity'
  if (encoding !== 'identity') throw new BodyEncodedError(encoding)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of req.raw.body ?? []) {
    size += chunk.length
    if (size > largestBytes) throw new BodyTooLargeError(largestBytes)
    chunks.push(chunk)
  }
  return { headers: req.header(), body: Buffer.concat(chunks) }
}
