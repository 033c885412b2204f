import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exampleObject } from '../testing/scaled-object.ts'
import {
  managementUrl,
  measureRabbitmq,
  type QueueFigures,
  type RabbitmqTrigger,
  vhostAndPrefix,
} from './rabbitmq-trigger.ts'

/** The trigger of a ScaledObject whose metadata is changed as given. */
function trigger(metadata: Readonly<Record<string, string>> = {}): RabbitmqTrigger {
  const [only] = exampleObject({ metadata }).triggers
  assert.equal(only?.type, 'rabbitmq')
  return only as RabbitmqTrigger
}

const queue = (figures: Partial<QueueFigures>): QueueFigures => ({
  messagesReady: 0,
  messagesUnacknowledged: 0,
  publishRate: 0,
  deliverGetRate: 0,
  ...figures,
})

function measured(metadata: Readonly<Record<string, string>>, ...queues: Partial<QueueFigures>[]) {
  const { metric, active } = measureRabbitmq(trigger(metadata), queues.map(queue))
  return { metric: metric / 1000, active }
}

describe('A rabbitmq trigger', () => {
  it('M1: counts unacknowledged messages too over http, and is active by one', () => {
    assert.deepEqual(measured({}, { messagesUnacknowledged: 1 }), { metric: 1, active: true })
  })
  it('M2: MessageRate is the rate of publishing, and active by it', () => {
    const rate = { mode: 'MessageRate' }
    assert.deepEqual(measured(rate, { publishRate: 1.4 }), { metric: 1.4, active: true })
    assert.deepEqual(measured(rate, { messagesReady: 3 }), { metric: 0, active: true }, 'or by messages')
    assert.deepEqual(measured(rate, {}), { metric: 0, active: false })
  })
  it('M3: DeliverGetRate looks only at what is delivered, so a full queue without a consumer is inactive', () => {
    const rate = { mode: 'DeliverGetRate' }
    assert.deepEqual(measured(rate, { messagesReady: 45, deliverGetRate: 1.5 }), {
      metric: 1.5,
      active: true,
    })
    assert.deepEqual(measured(rate, {}), { metric: 0, active: false })
    assert.equal(measured(rate, { messagesReady: 45 }).active, false)
  })
  it('M4: QueueLength does not look at rates', () => {
    assert.deepEqual(measured({}, { publishRate: 1.4 }), { metric: 0, active: false })
  })
  it('M5: averages the queues that match, in whole messages', () => {
    const average = { useRegex: 'true', operation: 'avg' }
    assert.equal(measured(average, { messagesReady: 4 }, {}).metric, 2)
    assert.equal(measured(average, { messagesReady: 3 }, { messagesReady: 4 }).metric, 3)
    const rate = { ...average, mode: 'MessageRate' }
    assert.equal(measured(rate, { publishRate: 3 }, { publishRate: 4 }).metric, 3.5, 'but rates as they are')
  })
  it('sums them, or takes the fullest, or has none', () => {
    const queues = [{ messagesReady: 3, messagesUnacknowledged: 1 }, { messagesReady: 5 }]
    assert.equal(measured({ useRegex: 'true' }, ...queues).metric, 9)
    assert.equal(measured({ useRegex: 'true', operation: 'max' }, ...queues).metric, 5)
    assert.deepEqual(measured({ useRegex: 'true' }), { metric: 0, active: false })
  })
  it('M8: takes the virtual host from the end of the path, and keeps what is before it', () => {
    assert.deepEqual(vhostAndPrefix('/sub1/sub2/myVhost', null), { vhost: '/myVhost', prefix: '/sub1/sub2' })
    assert.deepEqual(vhostAndPrefix('sub1/sub2/myVhost', ''), { vhost: '/myVhost', prefix: '/sub1/sub2' })
    assert.deepEqual(vhostAndPrefix('/', null), { vhost: '/%2F', prefix: '' })
    assert.deepEqual(vhostAndPrefix('', null), { vhost: '/%2F', prefix: '' })
    assert.deepEqual(vhostAndPrefix('/myVhost', 'a b/c'), { vhost: '/a+b%2Fc', prefix: '' })
  })
  it('asks the management API for its queue, or a page of those that match', () => {
    const host = 'http://guest:guest@mq:15672/proxy/fleet'
    assert.equal(managementUrl(trigger({ host }), host), 'http://mq:15672/proxy/api/queues/fleet/q')
    assert.equal(
      managementUrl(trigger({ host, queueName: '^fn\\..*', useRegex: 'true' }), host),
      'http://mq:15672/proxy/api/queues/fleet?page=1&use_regex=true&pagination=false&name=%5Efn%5C..%2A&page_size=100',
    )
  })
  it('M9: is QueueLength of 20 when nothing is said', () => {
    const { mode, target } = trigger({ mode: '', value: '' })
    assert.deepEqual(
      { mode, target },
      { mode: 'QueueLength', target: { type: 'AverageValue', milli: 20_000 } },
    )
  })
  it('takes the deprecated queueLength for mode and value', () => {
    const { mode, target } = trigger({ mode: '', value: '', queueLength: '7' })
    assert.deepEqual({ mode, milli: target.milli }, { mode: 'QueueLength', milli: 7000 })
  })
  it('counts ready messages alone over amqp, or when told to leave the others out', () => {
    const full = { messagesReady: 2, messagesUnacknowledged: 5, publishRate: 9 }
    assert.equal(measured({ host: 'amqps://mq' }, full).metric, 2)
    assert.equal(measured({ excludeUnacknowledged: 'true' }, full).metric, 2)
    assert.equal(measured({}, full).metric, 7)
    assert.equal(measured({ host: 'amqp://mq', protocol: 'http' }, full).metric, 7, 'protocol before scheme')
  })
  it('is active strictly above activationValue', () => {
    const active = (messagesReady: number) => measured({ activationValue: '5' }, { messagesReady }).active
    assert.deepEqual([active(5), active(6)], [false, true])
  })
  it('PublishedToDeliveredRatio is active by the ratio, or when nothing is delivered of what is published', () => {
    const ratio = { mode: 'PublishedToDeliveredRatio', activationValue: '2' }
    const rates = (publishRate: number, deliverGetRate: number) =>
      measured(ratio, { publishRate, deliverGetRate })
    assert.deepEqual(rates(5, 2), { metric: 2.5, active: true })
    assert.deepEqual(rates(4, 2), { metric: 2, active: false })
    assert.deepEqual(rates(1, 0), { metric: 2, active: true })
    assert.deepEqual(rates(0, 0), { metric: 0, active: false })
    assert.deepEqual(rates(0, 4), { metric: 0, active: false })
  })
  it('ExpectedQueueConsumptionTime is active by the time, or when nothing is delivered at all', () => {
    const time = { mode: 'ExpectedQueueConsumptionTime', activationValue: '3' }
    const rates = (messagesReady: number, publishRate: number, deliverGetRate: number) =>
      measured(time, { messagesReady, publishRate, deliverGetRate })
    assert.deepEqual(rates(20, 6, 4), { metric: 5.5, active: true })
    assert.deepEqual(rates(4, 2, 4), { metric: 0.5, active: false })
    assert.deepEqual(rates(0, 0, 0), { metric: 3, active: true })
    assert.deepEqual(rates(0, 1, 4), { metric: 0, active: false }, 'below 0 counts as 0')
  })
})
