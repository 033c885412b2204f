import { randomBytes } from 'node:crypto'

/** Where in a trace something happens. Source: W3C Trace Context, `traceparent` version 00. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
}

export const newTraceContext = (): TraceContext => ({ traceId: hex(16), spanId: hex(8) })

export const childOf = ({ traceId }: TraceContext): TraceContext => ({ traceId, spanId: hex(8) })

export const traceparent = ({ traceId, spanId }: TraceContext): string => `00-${traceId}-${spanId}-01`

/** `undefined` when the header is absent or malformed: the trace then begins anew, as the standard asks. */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(header ?? '')
  return match ? { traceId: match[1]!, spanId: match[2]! } : undefined
}

/** The event as it is, or with the beginning of a trace of its own. */
export const traced = <Event extends { readonly traceparent?: string }>(event: Event): Event =>
  parseTraceparent(event.traceparent) ? event : { ...event, traceparent: traceparent(newTraceContext()) }

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
