// Loaded only where spans are exported. An `import()` of the packages themselves would have no names once they are bundled.
export { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
export { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
export { resourceFromAttributes } from '@opentelemetry/resources'
export { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
