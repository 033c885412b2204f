import { externalTarget, type Measurement, type MetricTarget } from './measurement.ts'
import { toMilli } from './quantity.ts'
import type { TriggerMetadata } from './trigger-metadata.ts'

/** A `rabbitmq` trigger, under KEDA's names. */
export interface RabbitmqTrigger {
  readonly type: 'rabbitmq'
  readonly queueName: string
  readonly mode: RabbitmqMode
  readonly activationValue: number
  readonly target: MetricTarget
  readonly protocol: 'amqp' | 'http'
  /** The `host` of the metadata; `null` when it comes from elsewhere (`hostFromEnv`, a TriggerAuthentication). */
  readonly host: string | null
  readonly vhostName: string | null
  readonly excludeUnacknowledged: boolean
  readonly useRegex: boolean
  readonly pageSize: number
  readonly operation: RabbitmqOperation
}

export type RabbitmqMode = (typeof modes)[number]
export type RabbitmqOperation = (typeof operations)[number]

const modes = [
  'QueueLength',
  'MessageRate',
  'DeliverGetRate',
  'PublishedToDeliveredRatio',
  'ExpectedQueueConsumptionTime',
] as const

const operations = ['sum', 'avg', 'max'] as const

const protocols: Readonly<Record<string, 'amqp' | 'http'>> = {
  'amqp:': 'amqp',
  'amqps:': 'amqp',
  'http:': 'http',
  'https:': 'http',
}

/** A queue as RabbitMQ's management API shows it. Over AMQP only `messagesReady` is known. */
export interface QueueFigures {
  readonly messagesReady: number
  readonly messagesUnacknowledged: number
  /** Messages a second. */
  readonly publishRate: number
  /** Messages a second. */
  readonly deliverGetRate: number
}

/**
 * Reads and checks the metadata. Source: KEDA 2.20 `pkg/scalers/rabbitmq_scaler.go`.
 *
 * @param note takes what had to be assumed
 */
export function rabbitmqTrigger(
  metadata: TriggerMetadata,
  metricType: MetricTarget['type'] | null,
  authenticated: boolean,
  note: (remark: string) => void,
): RabbitmqTrigger {
  const queueName = metadata.text('queueName')
  if (queueName === undefined) metadata.problem('queueName', 'is missing (the name of a queue)')
  const useRegex = metadata.flag('useRegex')
  const excludeUnacknowledged = metadata.flag('excludeUnacknowledged')
  const { mode, value } = modeAndValue(metadata)
  const protocol = protocolOf(metadata, authenticated, () => {
    const assumed = mode !== 'QueueLength' || useRegex || excludeUnacknowledged ? 'http' : 'amqp'
    note(
      `its host is not in this file, so ${assumed} is assumed` +
        (assumed === 'amqp' ? ' (only ready messages count); add "protocol: http" if it is http' : ''),
    )
    return assumed
  })
  const httpOnly = (key: string, what: string) => {
    if (protocol === 'amqp')
      metadata.problem(key, `${what} needs the http protocol, and this trigger uses amqp`)
  }
  if (mode !== 'QueueLength') httpOnly('mode', mode)
  if (useRegex) httpOnly('useRegex', 'useRegex')
  if (excludeUnacknowledged) httpOnly('excludeUnacknowledged', 'excludeUnacknowledged')
  if (metadata.text('timeout') !== undefined) httpOnly('timeout', 'timeout')
  return {
    type: 'rabbitmq',
    queueName: queueName ?? '',
    mode,
    activationValue: metadata.number('activationValue') ?? 0,
    target: externalTarget(metricType, value),
    protocol,
    host: metadata.text('host') ?? null,
    vhostName: metadata.text('vhostName') ?? null,
    excludeUnacknowledged,
    useRegex,
    pageSize: metadata.count('pageSize', 1) ?? 100,
    operation: operationOf(metadata, useRegex),
  }
}

/** What the trigger makes of its queue, or of all the queues that its regular expression matches. */
export function measureRabbitmq(trigger: RabbitmqTrigger, queues: readonly QueueFigures[]): Measurement {
  const { messages, publishRate, deliverGetRate } = composed(trigger, queues)
  const above = (value: number) => value > trigger.activationValue
  const measured = (value: number, active: boolean): Measurement => ({
    metric: toMilli(value),
    active,
    failed: false,
  })
  switch (trigger.mode) {
    case 'QueueLength':
      return measured(messages, above(messages))
    case 'MessageRate':
      return measured(publishRate, above(publishRate) || above(messages))
    case 'DeliverGetRate':
      return measured(deliverGetRate, above(deliverGetRate))
    case 'PublishedToDeliveredRatio': {
      const starved = publishRate > 0 && deliverGetRate === 0
      const flowing = publishRate > 0 && deliverGetRate > 0
      const ratio = starved ? trigger.activationValue : flowing ? publishRate / deliverGetRate : 0
      return measured(ratio, above(ratio) || starved)
    }
    case 'ExpectedQueueConsumptionTime': {
      if (deliverGetRate === 0) return measured(trigger.activationValue, true)
      const seconds = (publishRate - deliverGetRate) / deliverGetRate + messages / deliverGetRate
      return measured(seconds, above(seconds))
    }
  }
}

/**
 * The virtual host, as the last segment of the URI's path says or `vhostName` overrides, and the segments before it.
 *
 * @param path of the URI, still percent-encoded
 */
export function vhostAndPrefix(
  path: string,
  vhostName: string | null,
): { readonly vhost: string; readonly prefix: string } {
  const segments = path.split('/')
  const last = vhostName === null || vhostName === '' ? segments.at(-1) : queryEscape(vhostName)
  const leading = segments.slice(0, -1).filter((segment) => segment !== '')
  return { vhost: `/${last === '' ? '%2F' : last}`, prefix: leading.map((segment) => `/${segment}`).join('') }
}

/** Where KEDA asks the management API about the queue (or queues), without user and password. */
export function managementUrl(trigger: RabbitmqTrigger, host: string): string {
  const { protocol, host: address, pathname } = new URL(host)
  const { vhost, prefix } = vhostAndPrefix(pathname, trigger.vhostName)
  const queues = `${protocol}//${address}${prefix}/api/queues${vhost}`
  const name = queryEscape(trigger.queueName)
  return trigger.useRegex
    ? `${queues}?page=1&use_regex=true&pagination=false&name=${name}&page_size=${trigger.pageSize}`
    : `${queues}/${name}`
}

function modeAndValue(metadata: TriggerMetadata): { mode: RabbitmqMode; value: number } {
  const given = metadata.text('mode')
  const value = metadata.number('value') ?? 0
  const queueLength = metadata.number('queueLength') ?? 0
  if (given === undefined && value === 0 && queueLength === 0) return { mode: 'QueueLength', value: 20 }
  if (queueLength !== 0) {
    if (given !== undefined || value !== 0) {
      metadata.problem(
        'queueLength',
        'is deprecated and cannot stand beside "mode" and "value"; use those two',
      )
    }
    return { mode: 'QueueLength', value: positive(metadata, 'queueLength', queueLength) }
  }
  const mode = modes.find((known) => known === given)
  if (given === undefined) metadata.problem('mode', `is missing beside "value" (${modes.join(', ')})`)
  else if (mode === undefined) metadata.problem('mode', `${given} must be one of ${modes.join(', ')}`)
  return { mode: mode ?? 'QueueLength', value: positive(metadata, 'value', value) }
}

function positive(metadata: TriggerMetadata, key: string, value: number): number {
  if (metadata.text(key) === undefined) metadata.problem(key, 'is missing (what one replica is to carry)')
  else if (!Number.isNaN(value) && toMilli(value) === 0) metadata.problem(key, `${value} must be above 0`)
  return value
}

function protocolOf(
  metadata: TriggerMetadata,
  authenticated: boolean,
  assume: () => 'amqp' | 'http',
): 'amqp' | 'http' {
  const given = metadata.text('protocol') ?? 'auto'
  const host = metadata.text('host')
  if (host === undefined && metadata.text('hostFromEnv') === undefined && !authenticated) {
    metadata.problem('host', 'is missing (a URI, or hostFromEnv, or an authenticationRef that brings it)')
  }
  if (given === 'amqp' || given === 'http') return given
  if (given !== 'auto') metadata.problem('protocol', `${given} must be amqp, http or auto`)
  if (host === undefined) return assume()
  const protocol = protocols[/^[a-z][a-z0-9+.-]*:/i.exec(host)?.[0].toLowerCase() ?? '']
  if (protocol === undefined) metadata.problem('host', 'must begin with amqp, amqps, http or https')
  return protocol ?? 'amqp'
}

function operationOf(metadata: TriggerMetadata, useRegex: boolean): RabbitmqOperation {
  const given = metadata.text('operation') ?? 'sum'
  const operation = operations.find((known) => known === given)
  if (useRegex && operation === undefined) metadata.problem('operation', `${given} must be sum, avg or max`)
  return operation ?? 'sum'
}

interface Composed {
  readonly messages: number
  readonly publishRate: number
  readonly deliverGetRate: number
}

function composed(trigger: RabbitmqTrigger, queues: readonly QueueFigures[]): Composed {
  const figures = (pick: (queue: QueueFigures) => number) => combine(trigger.operation, queues.map(pick))
  const counts = (pick: (queue: QueueFigures) => number) => Math.trunc(figures(pick))
  if (trigger.protocol === 'amqp') {
    return { messages: counts((queue) => queue.messagesReady), publishRate: 0, deliverGetRate: 0 }
  }
  return {
    messages: trigger.excludeUnacknowledged
      ? counts((queue) => queue.messagesReady)
      : counts((queue) => queue.messagesReady + queue.messagesUnacknowledged),
    publishRate: figures((queue) => queue.publishRate),
    deliverGetRate: figures((queue) => queue.deliverGetRate),
  }
}

function combine(operation: RabbitmqOperation, values: readonly number[]): number {
  if (values.length === 0) return 0
  if (operation === 'max') return Math.max(0, ...values)
  const total = values.reduce((sum, value) => sum + value, 0)
  return operation === 'avg' ? total / values.length : total
}

/** Go's `url.QueryEscape`. */
const queryEscape = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
