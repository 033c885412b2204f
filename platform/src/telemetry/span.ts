/** One step of a trace. Epoch milliseconds by the clock of whoever took it, fractions allowed. */
export interface Span {
  readonly traceId: string
  readonly name: string
  readonly startedAt: number
  readonly endedAt: number
  /** 16 hex digits; those of an event's `traceparent` on the span of its publishing. Others need none. */
  readonly spanId?: string
  /** The span that led to it: for what became of an event, that of its publishing. */
  readonly parentId?: string
  readonly function?: string
  readonly region?: string
  readonly node?: string
  readonly instance?: string
  /** Name of the queue that held the event. */
  readonly queue?: string
  /** How the instance came to be: set on the span of a wake. */
  readonly tier?: string
  readonly attempt?: number
  readonly error?: string
  /** The event that it is about: the context attributes of CloudEvents. */
  readonly event?: {
    readonly id: string
    readonly source: string
    readonly type: string
    readonly subject?: string
  }
}
