import { createHash } from 'node:crypto'
import type { AwsClient } from 'aws4fetch'
import { EvidenceLocationError, EvidenceUnreachableError } from './errors.ts'
import { checkedAddress, type EvidenceStore } from './evidence.ts'

/** Where a bucket is and who may use it. */
export interface S3Location {
  /** Address of the bucket, with the prefix of its keys; ends in a slash. */
  readonly base: string
  readonly region: string
}

/**
 * Reads `s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]`. Without an endpoint it is Amazon's, of that region.
 *
 * @throws EvidenceLocationError
 */
export function s3Location(text: string): S3Location {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const endpoint = url?.searchParams.get('endpoint')
  const region = url?.searchParams.get('region') ?? 'us-east-1'
  const host = endpoint ?? `https://s3.${region}.amazonaws.com`
  if (!url?.host || !/^https?:\/\//.test(host)) throw new EvidenceLocationError(text)
  const path = [url.host, ...url.pathname.split('/')].filter((part) => part !== '')
  return { base: `${host.replace(/\/+$/, '')}/${path.join('/')}/`, region }
}

const timeoutMs = 20_000
const retries = 3

/**
 * Evidence in a bucket of an S3-compatible server, as `ab/cd/abcd….jpg`. Addressed by path, as every one of them
 * understands it. The credentials are those of Amazon's tools: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and,
 * for temporary ones, `AWS_SESSION_TOKEN`.
 *
 * @throws EvidenceLocationError the location is none, or there are no credentials
 */
export function s3Evidence(text: string, variables: NodeJS.ProcessEnv = process.env): EvidenceStore {
  const { base, region } = s3Location(text)
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = variables
  if (!accessKeyId || !secretAccessKey) throw new EvidenceLocationError(text, 'there are no credentials')
  let client: Promise<AwsClient> | undefined
  const connect = async () => {
    const { AwsClient } = await import('aws4fetch')
    const sessionToken = variables.AWS_SESSION_TOKEN
    const temporary = sessionToken === undefined ? {} : { sessionToken }
    return new AwsClient({ accessKeyId, secretAccessKey, ...temporary, region, service: 's3', retries })
  }

  async function request(method: string, address: string, init: RequestInit = {}): Promise<Response> {
    const key = `${checkedAddress(address).replace(/^(..)(..)/, '$1/$2/$1$2')}.jpg`
    client ??= connect()
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await (await client)
      .fetch(base + key, { method, signal, ...init })
      .catch((cause: Error) => {
        throw new EvidenceUnreachableError(base, cause.message, { cause })
      })
    if (response.ok || response.status === 404) return response
    const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]
    throw new EvidenceUnreachableError(base, `${method} was answered ${response.status} ${code ?? ''}`.trim())
  }

  return {
    async put(bytes) {
      const address = createHash('sha256').update(bytes).digest('hex')
      // The address is what the server checks the bytes against as well.
      const headers = { 'content-type': 'image/jpeg', 'x-amz-content-sha256': address }
      const { status } = await request('PUT', address, { body: new Uint8Array(bytes), headers })
      if (status === 404) throw new EvidenceUnreachableError(base, 'there is no such bucket')
      return address
    },

    async get(address) {
      const response = await request('GET', address)
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
    },

    async remove(address) {
      await request('DELETE', address)
    },
  }
}
