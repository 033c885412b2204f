import type { CloudEvent } from '../event/cloud-event.ts'

/** What a handler may use besides the event. */
export interface FunctionContext {
  readonly function: string
  /** Region whose event this is. */
  readonly region: string
  /** Node on which this instance runs. */
  readonly node: string
  /** 1 for the first try. */
  readonly attempt: number
  /** Aborted when the time is up; that of a source, when it must end. */
  readonly signal: AbortSignal
  readonly secrets: Readonly<Record<string, string>>
  log(message: string, fields?: Readonly<Record<string, unknown>>): void
  /**
   * Publishes an event; resolves once it is safe. What is left out is filled in: `id` (random), `source`
   * (`/functions/NAME`), `time`, `region` and `traceparent` of the event being handled.
   */
  emit(event: EmittedEvent): Promise<void>
  /**
   * Adds a segment to the trace of the event being handled. Epoch milliseconds, fractions allowed.
   *
   * @param place `traceparent` of another event to whose trace it belongs; or `begins`, the `traceparent` that this
   * segment itself is to have, with which a trace begins
   */
  span(name: string, startedAt: number, endedAt: number, place?: string | { readonly begins: string }): void
}

export type EmittedEvent = Partial<CloudEvent> & Pick<CloudEvent, 'type'>

/** What it returns is the answer of `invoke`; for an event from a queue it is ignored. */
export type Handler = (event: CloudEvent, context: FunctionContext) => unknown

/** A source runs until its signal is aborted; `on` is called for the events its manifest subscribes to. */
export interface SourceDefinition {
  run(context: FunctionContext): Promise<void>
  on?(event: CloudEvent, context: FunctionContext): unknown
}

export interface DefinedFunction {
  readonly bonghwa: 'function'
  readonly handle: Handler
}

export interface DefinedSource {
  readonly bonghwa: 'source'
  readonly source: SourceDefinition
}

/** The default export of a handler file. */
export const defineFunction = (handle: Handler): DefinedFunction => ({ bonghwa: 'function', handle })

/** The default export of a source's handler file. */
export const defineSource = (source: SourceDefinition): DefinedSource => ({ bonghwa: 'source', source })
