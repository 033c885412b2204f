import type { HeaderFields, MessageBody } from 'rabbitmq-client'
import type { CloudEvent } from '../event/cloud-event.ts'
import { EventInvalidError } from '../event/errors.ts'
import { eventFromJson, eventToJson } from '../event/http-binding.ts'

/** The parts of an AMQP message that an event is made of. */
export interface AmqpContent {
  readonly contentType?: string | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

const structuredType = 'application/cloudevents+json'
/** RabbitMQ takes any header name; JMS bridges know no colon and write the second. */
const prefixes = ['cloudEvents:', 'cloudEvents_']
/** Says that the event itself has no `datacontenttype`: the content type is there for other readers. */
const impliedHeader = 'bonghwa-implied-content-type'
/** Headers of a message must fit into one AMQP frame, 8192 bytes on every broker; larger attributes go into the body. */
const headerBytes = 4096

/**
 * Writes an event in the binary content mode: attributes as `cloudEvents:` headers, data as the body. An event whose
 * attributes are too long for headers, or whose data is not what its content type says, goes in the structured mode.
 * Source: CloudEvents AMQP Protocol Binding 1.0.2.
 */
export function eventToAmqp(event: CloudEvent): AmqpContent {
  const { data, datacontenttype, ...attributes } = event
  const headers: Record<string, unknown> = {}
  let size = 0
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    headers[`${prefixes[0]}${name}`] = value
    size += prefixes[0]!.length + name.length + Buffer.byteLength(String(value)) + 8
  }
  const body = bodyOf(data, datacontenttype)
  if (!body || size > headerBytes) {
    return {
      contentType: structuredType,
      headers: {},
      body: Buffer.from(JSON.stringify(eventToJson(event))),
    }
  }
  if (datacontenttype !== undefined) return { contentType: datacontenttype, headers, body }
  if (data === undefined) return { headers, body }
  headers[impliedHeader] = true
  const contentType = data instanceof Uint8Array ? 'application/octet-stream' : 'application/json'
  return { contentType, headers, body }
}

/**
 * Reads an event in either content mode.
 *
 * @param message as `rabbitmq-client` gives it: it has already parsed bodies of JSON and of plain text
 * @throws EventInvalidError
 */
export function eventFromAmqp(message: HeaderFields & { readonly body: MessageBody }): CloudEvent {
  const { contentType, body } = message
  if (contentType?.startsWith(structuredType)) return eventFromJson(Buffer.isBuffer(body) ? json(body) : body)
  const attributes: Record<string, unknown> = {}
  const headers: Record<string, unknown> = message.headers ?? {}
  for (const [name, value] of Object.entries(headers)) {
    const prefix = prefixes.find((each) => name.startsWith(each))
    if (prefix) attributes[name.slice(prefix.length)] = value
  }
  const missing = ['id', 'source', 'type'].filter((name) => !isText(attributes[name]))
  if (attributes.specversion !== '1.0') missing.unshift('specversion')
  if (missing.length > 0) {
    throw new EventInvalidError([
      `the message lacks the headers ${missing.map((name) => prefixes[0] + name)}`,
    ])
  }
  if (contentType !== undefined && headers[impliedHeader] !== true) attributes.datacontenttype = contentType
  const event = attributes as unknown as CloudEvent
  if (!Buffer.isBuffer(body)) return { ...event, data: body }
  if (body.length === 0) return event
  if (isJson(contentType)) return { ...event, data: json(body) }
  return { ...event, data: contentType?.startsWith('text/') ? body.toString() : bytes(body) }
}

function bodyOf(data: unknown, type: string | undefined): Buffer | undefined {
  if (data === undefined) return Buffer.alloc(0)
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  if (type === undefined || isJson(type)) return Buffer.from(JSON.stringify(data))
  return typeof data === 'string' && type.startsWith('text/') ? Buffer.from(data) : undefined
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch (cause) {
    throw new EventInvalidError([`the body is no JSON (${(cause as Error).message})`], { cause })
  }
}

const bytes = ({ buffer, byteOffset, length }: Buffer): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length)
const isJson = (type: string | undefined): boolean => type !== undefined && /^[^;]*[/+]json\b/.test(type)
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
