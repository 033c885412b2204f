import type { Span } from './span.ts'

/** Attributes of a span under OpenTelemetry's names; what it has no name for is under `bonghwa.`. */
export type SemanticAttributes = Readonly<Record<string, string | number | boolean>>

/**
 * A span in the words of OpenTelemetry's semantic conventions for FaaS, messaging and CloudEvents
 * (https://opentelemetry.io/docs/specs/semconv/, version 1.43).
 *
 * @param messagingSystem kind of the queues: `rabbitmq`, or `bonghwa` for the platform's own
 */
export function semanticAttributes(span: Span, messagingSystem = 'bonghwa'): SemanticAttributes {
  const { name, event, queue } = span
  const operation = operations[name]
  return given({
    'faas.name': span.function,
    'faas.instance': span.instance,
    'faas.trigger': name === 'handled' ? (queue === undefined ? 'http' : 'pubsub') : undefined,
    'faas.invocation_id': name === 'handled' ? event?.id : undefined,
    'faas.coldstart': name === 'woken' ? true : undefined,
    'messaging.system': operation && messagingSystem,
    'messaging.operation.type': operation,
    'messaging.operation.name': operation && name,
    'messaging.destination.name': queue,
    'messaging.message.id': operation && event?.id,
    'cloudevents.event_id': event?.id,
    'cloudevents.event_source': event?.source,
    'cloudevents.event_spec_version': event && '1.0',
    'cloudevents.event_type': event?.type,
    'cloudevents.event_subject': event?.subject,
    'cloud.region': span.region,
    'host.name': span.node,
    'error.type': span.error === undefined ? undefined : '_OTHER',
    'bonghwa.tier': span.tier,
    'bonghwa.attempt': span.attempt,
  })
}

/** Which of the platform's steps are operations on messages. */
const operations: Readonly<Record<string, 'send' | 'receive' | 'process'>> = {
  published: 'send',
  queued: 'receive',
  handled: 'process',
}

function given(all: Readonly<Record<string, string | number | boolean | undefined>>): SemanticAttributes {
  return Object.fromEntries(
    Object.entries(all).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
    ),
  )
}
