import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What receives OTLP over HTTP with JSON on the loopback, as a collector does, and keeps what it got. */
export interface OtlpCollector extends AsyncDisposable {
  readonly endpoint: string
  /** Every span so far, with the attributes of its resource under `resource`. */
  readonly spans: readonly ReceivedSpan[]
}

export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: Attributes
  readonly resource: Attributes
}

export type Attributes = Readonly<Record<string, string | number | boolean>>

type KeyValue = { key: string; value: Record<string, string | number | boolean> }

export async function otlpCollector(): Promise<OtlpCollector> {
  const spans: ReceivedSpan[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const wanted = request.method === 'POST' && request.url === '/v1/traces'
    if (wanted && request.headers['content-type'] === 'application/json') {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString())
      for (const { resource, scopeSpans } of resourceSpans)
        for (const scope of scopeSpans)
          for (const span of scope.spans)
            spans.push({ ...span, attributes: plain(span.attributes), resource: plain(resource.attributes) })
    }
    response.writeHead(wanted ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The values of OTLP's key-value pairs, without their types. */
const plain = (pairs: readonly KeyValue[]): Attributes =>
  Object.fromEntries(
    pairs.map(({ key, value: { intValue, ...value } }) => [
      key,
      intValue === undefined ? Object.values(value)[0]! : Number(intValue),
    ]),
  )
