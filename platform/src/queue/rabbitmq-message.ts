import type { AsyncMessage, Envelope } from 'rabbitmq-client'
import type { CloudEvent } from '../event/cloud-event.ts'
import { type AmqpContent, eventFromAmqp, eventToAmqp } from './amqp-binding.ts'

/** What this platform notes beside an event on its way through the broker. Messages of others have none of it. */
export interface Note {
  /** Attempts that were made and failed. */
  readonly attempts?: number
  /** Epoch milliseconds from which the event may be handled. */
  readonly readyAt?: number
  /** Why it is a dead letter. */
  readonly reason?: string
  /** Epoch milliseconds. */
  readonly deadAt?: number
}

/** A message as it comes, whichever way. */
export type Incoming = Omit<AsyncMessage, 'consumerTag'>

export interface Message {
  readonly envelope: { readonly contentType?: string; readonly headers: NonNullable<Envelope['headers']> }
  readonly body: Buffer
}

export function messageOf(event: CloudEvent, note: Note): Message {
  return withNote(eventToAmqp(event), note)
}

/** What was no event, kept as it came. */
export function unreadable({ contentType, headers = {}, body }: Incoming, note: Note): Message {
  return withNote({ contentType, headers, body: rawBody(body) }, note)
}

export function noteOf({ headers = {} }: Pick<Incoming, 'headers'>): Note {
  return {
    attempts: headers[noteHeaders.attempts],
    readyAt: headers[noteHeaders.readyAt],
    reason: headers[noteHeaders.reason],
    deadAt: headers[noteHeaders.deadAt],
  }
}

/** The event of a message, or, when it is none, an event that carries the message as bytes. */
export function eventOrBytes(message: Pick<Incoming, 'headers' | 'contentType' | 'body' | 'messageId'>) {
  try {
    return eventFromAmqp(message)
  } catch {
    const { body } = message
    return {
      specversion: '1.0',
      id: message.messageId ?? 'unknown',
      source: '/rabbitmq',
      type: 'dev.bonghwa.message.unreadable',
      data: new Uint8Array(rawBody(body)),
    } satisfies CloudEvent
  }
}

/** The client library has parsed what said that it is JSON or plain text. */
function rawBody(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

const noteHeaders: Record<keyof Note, string> = {
  attempts: 'bonghwa-attempts',
  readyAt: 'bonghwa-ready-at',
  reason: 'bonghwa-reason',
  deadAt: 'bonghwa-dead-at',
}

function withNote({ contentType, headers, body }: AmqpContent, note: Note): Message {
  const own = Object.entries(note).map(([name, value]) => [noteHeaders[name as keyof Note], value])
  return {
    envelope: {
      ...(contentType === undefined ? {} : { contentType }),
      headers: { ...headers, ...Object.fromEntries(own) },
    },
    body,
  }
}
