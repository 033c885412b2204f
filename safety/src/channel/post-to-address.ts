import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { AddressRefusedError, allowedAddresses, type Reach } from '../camera/address-policy.ts'
import { ChannelFailedError } from './errors.ts'
import { failureOf, retryAfterMs } from './failure.ts'
import { reasonOf } from './request.ts'

/** Of an answer that nobody reads but for its reason. */
const mostAnswerBytes = 64 * 1024

export interface Sending {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
  readonly reach: Reach
}

/**
 * Posts to an address that somebody chose. Its host is resolved once, and what was looked at is what is connected to; it
 * leads nowhere else, since a redirect is an answer like any other.
 *
 * @throws ChannelFailedError
 */
export async function postToAddress(
  address: string,
  { headers, body, signal, reach }: Sending,
): Promise<void> {
  const url = new URL(address)
  const addresses = await allowedAddresses(url.hostname, reach).catch((error: Error) => {
    if (error instanceof AddressRefusedError)
      throw new ChannelFailedError('refused', `${error.message}, for which \`network: private\` is not said`)
    throw new ChannelFailedError('later', 'its host has no address')
  })
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest
  const asking = ask(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    signal,
    lookup: (_host, options, done) => {
      const [first] = addresses
      if (options.all) done(null, addresses)
      else done(null, first?.address ?? '', first?.family)
    },
  })
  asking.end(body)
  const {
    statusCode = 0,
    headers: answered,
    ...answer
  } = await answerOf(asking).catch((error: Error) => {
    throw new ChannelFailedError(
      'unsure',
      reasonOf(Object.assign(new TypeError(), { name: error.name, cause: error })),
    )
  })
  if (statusCode >= 200 && statusCode <= 299) return
  const said = statusCode >= 300 && statusCode <= 399 ? 'and redirects are not followed' : answer.text
  throw failureOf(
    statusCode,
    said.slice(0, 200),
    retryAfterMs((name) => String(answered[name] ?? '') || null, Date.now()),
  )
}

async function answerOf(asking: ReturnType<typeof httpRequest>) {
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  const { statusCode, headers } = response
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    // Enough is known; whoever sends more sends it to nobody.
    if (size > mostAnswerBytes) break
    chunks.push(chunk)
  }
  return { statusCode, headers, text: Buffer.concat(chunks).toString() }
}
