import { boundedJson } from './bounded-json.ts'
import type { CloudEvent } from './cloud-event.ts'
import { EventInvalidError } from './errors.ts'
import { validEvent } from './validate.ts'

/** An HTTP message, request or answer, as far as an event needs it. Header names are lower case. */
export interface HttpMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const structuredType = 'application/cloudevents+json'
const batchType = 'application/cloudevents-batch+json'

/**
 * Reads the events of a message in the structured, batched or binary content mode.
 * Source: CloudEvents HTTP Protocol Binding 1.0.2 and JSON Event Format 1.0.2.
 *
 * @throws EventInvalidError
 */
export function eventsFromHttp({ headers, body }: HttpMessage): CloudEvent[] {
  const contentType = headers['content-type'] ?? ''
  if (contentType.startsWith(batchType)) {
    const batch = json(body)
    if (!Array.isArray(batch)) throw new EventInvalidError(['a batch must be a JSON array'])
    return batch.map(eventFromJson)
  }
  if (contentType.startsWith(structuredType)) return [eventFromJson(json(body))]
  return [eventFromHeaders(headers, body)]
}

/** Writes an event in the binary content mode: attributes as `ce-` headers, data as the body. */
export function eventToHttp(event: CloudEvent): HttpMessage {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(event)) {
    if (name === 'data' || value === undefined) continue
    if (name === 'datacontenttype') headers['content-type'] = String(value)
    else headers[`ce-${name}`] = percentEncode(String(value))
  }
  if (event.data === undefined) return { headers, body: new Uint8Array() }
  if (event.data instanceof Uint8Array) return { headers, body: event.data }
  headers['content-type'] ??= 'application/json'
  if (typeof event.data === 'string' && headers['content-type'].startsWith('text/'))
    return { headers, body: new TextEncoder().encode(event.data) }
  return { headers, body: new TextEncoder().encode(JSON.stringify(event.data)) }
}

/** The JSON event format: bytes go into `data_base64`. */
export function eventToJson(event: CloudEvent): Record<string, unknown> {
  const { data, ...attributes } = event
  if (data instanceof Uint8Array) return { ...attributes, data_base64: Buffer.from(data).toString('base64') }
  return data === undefined ? attributes : { ...attributes, data }
}

/** @throws EventInvalidError */
export function eventFromJson(value: unknown): CloudEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EventInvalidError(['an event must be a JSON object'])
  }
  const { data_base64: base64, ...rest } = value as Record<string, unknown>
  const event = validEvent(rest)
  if (base64 === undefined) return event
  if (typeof base64 !== 'string') throw new EventInvalidError(['"data_base64" must be a text'])
  return { ...event, data: new Uint8Array(Buffer.from(base64, 'base64')) }
}

function eventFromHeaders(headers: Readonly<Record<string, string>>, body: Uint8Array): CloudEvent {
  // From entries, so that `ce-__proto__` is an attribute like any other, and none.
  const attributes: Record<string, unknown> = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('ce-'))
      .map(([name, value]) => [name.slice('ce-'.length), percentDecode(value)]),
  )
  const contentType = headers['content-type']
  if (contentType !== undefined) attributes.datacontenttype = contentType
  const event = validEvent(attributes)
  if (body.length === 0) return event
  const isJson = contentType === undefined || /^[^;]*[/+]json\b/.test(contentType)
  return { ...event, data: isJson ? json(body) : contentType?.startsWith('text/') ? text(body) : body }
}

function json(body: Uint8Array): unknown {
  try {
    return boundedJson(text(body))
  } catch (cause) {
    throw new EventInvalidError([`the body is no JSON (${(cause as Error).message})`], { cause })
  }
}

const text = (body: Uint8Array): string => new TextDecoder().decode(body)

// The binding, section 3.1.3.2: space, quote, percent and everything beyond printable ASCII are percent-encoded as UTF-8.
const percentEncode = (value: string): string =>
  value.replace(/[^\x21\x23\x24\x26-\x7e]/gu, (character) =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )

function percentDecode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
