import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A server in this process that speaks the part of Amazon's S3 API that evidence needs, as its reference documents
 * it: PutObject, GetObject and DeleteObject by path, with Signature Version 4 in the header. It checks signatures
 * and the hash of what is put. It stands for no particular server.
 */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string
  readonly objects: ReadonlyMap<string, Buffer>
}

export async function s3Server(options: {
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}): Promise<S3Server> {
  const objects = new Map<string, Buffer>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const refuse = (status: number, code: string) =>
      response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
    if (!signedBy(request, options)) return refuse(403, 'SignatureDoesNotMatch')
    const [, bucket, ...key] = (request.url ?? '').split('/')
    const name = key.join('/')
    if (bucket !== options.bucket) return refuse(404, 'NoSuchBucket')
    const claimed = request.headers['x-amz-content-sha256']
    switch (request.method) {
      case 'PUT':
        if (claimed !== createHash('sha256').update(body).digest('hex'))
          return refuse(400, 'XAmzContentSHA256Mismatch')
        objects.set(name, body)
        return response.writeHead(200).end()
      case 'GET': {
        const found = objects.get(name)
        return found === undefined ? refuse(404, 'NoSuchKey') : response.writeHead(200).end(found)
      }
      case 'DELETE':
        objects.delete(name)
        return response.writeHead(204).end()
      default:
        return refuse(405, 'MethodNotAllowed')
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header". */
function signedBy(
  { method, url, headers }: IncomingMessage,
  { accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string },
): boolean {
  const { authorization = '' } = headers
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^/]+\/s3\/aws4_request), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/
  const [, key, scope = '', signedHeaders = '', signature] = form.exec(authorization) ?? []
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
  const [path = '', query = ''] = (url ?? '').split('?')
  const payload = String(headers['x-amz-content-sha256'])
  const canonical = [method, path, query, canonicalHeaders.join(''), signedHeaders, payload].join('\n')
  const hash = createHash('sha256').update(canonical).digest('hex')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n')
  const hmac = (by: string | Buffer, text: string) => createHmac('sha256', by).update(text).digest()
  const signingKey = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  return key === accessKeyId && hmac(signingKey, toSign).toString('hex') === signature
}
