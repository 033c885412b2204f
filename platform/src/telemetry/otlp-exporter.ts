import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { log } from './log.ts'
import { semanticAttributes } from './semantic-attributes.ts'
import type { Span } from './span.ts'

/** Sends spans to a collector, many at a time. What it cannot deliver is dropped: it holds nobody up. */
export interface SpanExporter extends AsyncDisposable {
  export(span: Span): void
}

export interface OtlpOptions {
  /** Of the collector, e.g. `http://127.0.0.1:4318`; `/v1/traces` is added, as OTEL_EXPORTER_OTLP_ENDPOINT has it. */
  readonly endpoint: string
  readonly messagingSystem: string
  readonly version: string
}

/**
 * OTLP over HTTP with JSON. Its packages are loaded here and only here; headers, timeout, compression and batch sizes are
 * those of OpenTelemetry's own environment variables (OTEL_EXPORTER_OTLP_HEADERS, OTEL_BSP_SCHEDULE_DELAY, …).
 */
export async function otlpExporter({
  endpoint,
  messagingSystem,
  version,
}: OtlpOptions): Promise<SpanExporter> {
  const {
    BatchSpanProcessor,
    OTLPTraceExporter,
    resourceFromAttributes,
    SpanKind,
    SpanStatusCode,
    TraceFlags,
  } = await import('./otlp-packages.ts')
  const resource = resourceFromAttributes({
    'service.name': process.env.OTEL_SERVICE_NAME ?? 'bonghwa',
    'service.version': version,
  })
  const instrumentationScope = { name: 'bonghwa', version }
  const url = new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`).href
  const batches = new BatchSpanProcessor(new OTLPTraceExporter({ url }))
  const kinds: Readonly<Record<string, number>> = { published: SpanKind.PRODUCER, handled: SpanKind.CONSUMER }
  const context = (traceId: string, spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED })

  return {
    export(span) {
      const { traceId, name, startedAt, endedAt, parentId, error } = span
      const own = context(traceId, span.spanId ?? newSpanId())
      const readable: ReadableSpan = {
        name: nameOf(span),
        kind: kinds[name] ?? SpanKind.INTERNAL,
        spanContext: () => own,
        ...(parentId === undefined ? {} : { parentSpanContext: context(traceId, parentId) }),
        startTime: hrTime(startedAt),
        endTime: hrTime(endedAt),
        duration: hrTime(Math.max(0, endedAt - startedAt)),
        status:
          error === undefined
            ? { code: SpanStatusCode.UNSET }
            : { code: SpanStatusCode.ERROR, message: error },
        attributes: semanticAttributes(span, messagingSystem),
        links: [],
        events: [],
        ended: true,
        resource,
        instrumentationScope,
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
      }
      batches.onEnd(readable)
    },
    async [Symbol.asyncDispose]() {
      // A collector that is away does not fail who stops.
      await batches.shutdown().catch((error: Error) => {
        log({ level: 'warn', message: `The last spans did not reach ${url}: ${error.message}` })
      })
    },
  }
}

/** What it did and to what, as OpenTelemetry names spans of messaging. */
const nameOf = ({ name, queue, function: by }: Span): string => [name, queue ?? by].filter(Boolean).join(' ')

/** Seconds and nanoseconds. */
function hrTime(ms: number): [number, number] {
  const seconds = Math.trunc(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}

const newSpanId = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex')
