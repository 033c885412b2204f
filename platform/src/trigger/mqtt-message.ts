import { randomUUID } from 'node:crypto'
import type { CloudEvent } from '../event/cloud-event.ts'
import { EventInvalidError } from '../event/errors.ts'
import { eventFromJson } from '../event/http-binding.ts'
import { validEvent } from '../event/validate.ts'

/** A message as a broker delivers it; what only MQTT 5 knows may be absent. */
export interface MqttMessage {
  readonly topic: string
  readonly payload: Uint8Array
  readonly contentType?: string | undefined
  /** A name that was given more than once has a list. */
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>> | undefined
}

export const receivedType = 'dev.bonghwa.mqtt.received'

/**
 * The event that a message carries, in the structured or the binary content mode. Any other message becomes the data of
 * an event of the type `dev.bonghwa.mqtt.received`; so does one that claims to be an event and is none, for nobody could
 * be told. Source: CloudEvents MQTT Protocol Binding 1.0.2.
 *
 * @param broker its address, without a password
 * @param now epoch milliseconds
 */
export function eventOfMessage(message: MqttMessage, broker: string, now: number): CloudEvent {
  const { topic, payload, contentType, userProperties = {} } = message
  const structured = contentType?.startsWith('application/cloudevents') ?? false
  try {
    if (structured) return eventFromJson(JSON.parse(new TextDecoder().decode(payload)))
    if (userProperties.specversion !== undefined)
      return { ...validEvent(userProperties), ...content(payload, contentType) }
  } catch (error) {
    if (!(error instanceof EventInvalidError || error instanceof SyntaxError)) throw error
  }
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: broker,
    type: receivedType,
    subject: topic,
    time: new Date(now).toISOString(),
    ...content(payload, structured ? undefined : contentType),
  }
}

/** JSON when it is that, whatever it was called; text when it is called so or is readable; bytes otherwise. */
function content(
  payload: Uint8Array,
  type: string | undefined,
): Pick<CloudEvent, 'data' | 'datacontenttype'> {
  if (payload.length === 0) return {}
  const isText = type?.startsWith('text/') ?? false
  const isOther = type !== undefined && !isText && !/^[^;]*[/+]json\b/.test(type)
  if (isOther) return { data: new Uint8Array(payload), datacontenttype: type }
  const text = readable(payload)
  if (text === undefined)
    return { data: new Uint8Array(payload), datacontenttype: 'application/octet-stream' }
  if (isText && type !== undefined) return { data: text, datacontenttype: type }
  try {
    return { data: JSON.parse(text), ...(type === undefined ? {} : { datacontenttype: type }) }
  } catch {
    return { data: text, datacontenttype: 'text/plain' }
  }
}

function readable(payload: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload)
  } catch {
    return undefined
  }
}
