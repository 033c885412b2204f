import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { boundedJson } from '../event/bounded-json.ts'
import type { CloudEvent } from '../event/cloud-event.ts'
import { EventInvalidError } from '../event/errors.ts'
import { eventsFromHttp, type HttpMessage } from '../event/http-binding.ts'

/** What `curl -d` says when it is told nothing else. */
const formType = 'application/x-www-form-urlencoded'

/**
 * The event of a call by hand: a CloudEvent in any content mode, or a plain body that becomes the data of one: JSON,
 * unless its content type says that it is text or something else.
 *
 * @throws EventInvalidError
 */
export function invocationEvent(message: HttpMessage): CloudEvent {
  const { headers, body } = message
  const type = headers['content-type'] ?? ''
  if (headers['ce-type'] !== undefined || type.startsWith('application/cloudevents')) {
    const [event] = eventsFromHttp(message)
    if (event) return event
  }
  const bare: CloudEvent = {
    specversion: '1.0',
    id: randomUUID(),
    source: '/gateway',
    type: 'dev.bonghwa.invocation.requested',
    time: new Date().toISOString(),
  }
  if (body.length === 0) return bare
  if (type.startsWith('text/')) return { ...bare, datacontenttype: type, data: text(body) }
  if (type === '' || type.startsWith(formType) || /^[^;]*[/+]json\b/.test(type))
    return { ...bare, data: json(text(body)) }
  return { ...bare, datacontenttype: type, data: new Uint8Array(body) }
}

/** What a handler returned, as the answer of a call: text is text, bytes are bytes, nothing is 204, and all else is JSON. */
export function answerOf(context: Context, value: unknown): Response {
  if (value === undefined) return context.body(null, 204)
  if (typeof value === 'string') return context.text(value)
  if (value instanceof Uint8Array)
    return context.body(new Uint8Array(value), 200, { 'content-type': 'application/octet-stream' })
  return context.json(value)
}

function json(given: string): unknown {
  try {
    return boundedJson(given)
  } catch (cause) {
    throw new EventInvalidError([`the body is no JSON (${(cause as Error).message})`], { cause })
  }
}

const text = (body: Uint8Array): string => new TextDecoder().decode(body)
