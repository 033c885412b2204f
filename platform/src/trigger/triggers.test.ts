import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { connectAsync, type IClientPublishOptions } from 'mqtt'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import type { BrokerNode } from '../testing/broker-node.ts'
import { eventually } from '../testing/eventually.ts'
import { mosquittoNode, mosquittoProgram } from '../testing/mosquitto-node.ts'
import { MqttAddressError } from './errors.ts'
import { type Triggers, triggers } from './triggers.ts'

const skip = mosquittoProgram === undefined && 'There is no mosquitto on this machine.'

const woken = (name: string, by: Partial<Pick<FunctionSpec, 'cron' | 'mqtt'>>): FunctionSpec => ({
  name,
  kind: 'Function',
  folder: '/',
  on: [],
  cron: [],
  mqtt: [],
  ...by,
  placement: 'nearest',
  scale: {} as FunctionSpec['scale'],
  concurrency: 1,
  timeoutMs: 1000,
  retry: { maxAttempts: 1, backoff: 'fixed', delaySeconds: 1 },
  delivery: 'durable',
  maxLength: 1,
  env: {},
  secrets: [],
  resources: { accelerators: {} },
  permissions: { read: [], write: [], run: false, addons: false, workers: false },
  isolation: 'process',
})

/** What was delivered to whom; `hold` may keep a delivery from being safe. */
function lanes(hold: (event: CloudEvent) => Promise<void> = async () => {}) {
  const delivered: { name: string; event: CloudEvent }[] = []
  return {
    delivered,
    async deliver(name: string, event: CloudEvent) {
      await hold(event)
      delivered.push({ name, event })
    },
  }
}

describe('A function with a cron trigger', () => {
  it('gets an event at each tick, with the same id wherever it is made', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-03-02T11:59:30Z') })
    const { delivered, deliver } = lanes()
    await using wakers = triggers({ deliver, passedOver() {}, changed() {} })
    await wakers.add(woken('report', { cron: [{ cron: '0 21 * * *', timezone: 'Asia/Seoul' }] }))
    await wakers.add(woken('sweep', { cron: [{ cron: '* * * * *', timezone: 'UTC' }] }))
    test.mock.timers.tick(60_000)
    await nextTurn()
    assert.equal(delivered.length, 0, 'nothing comes before the start')
    await wakers.start()
    test.mock.timers.tick(30_000)
    test.mock.timers.tick(60_000)
    await nextTurn()
    const times = delivered.map(({ name, event }) => `${name} ${event.time}`)
    assert.deepEqual(times, ['sweep 2026-03-02T12:01:00.000Z', 'sweep 2026-03-02T12:02:00.000Z'])
    test.mock.timers.setTime(Date.parse('2026-03-03T11:59:00Z'))
    test.mock.timers.tick(60_000)
    await nextTurn()
    assert.deepEqual(delivered.find(({ name }) => name === 'report')?.event, {
      specversion: '1.0',
      id: '2026-03-03T12:00:00.000Z 0 21 * * * Asia/Seoul',
      source: '/functions/report/cron',
      type: 'dev.bonghwa.cron.ticked',
      time: '2026-03-03T12:00:00.000Z',
      data: { schedule: '0 21 * * *', timezone: 'Asia/Seoul', tick: '2026-03-03T12:00:00.000Z' },
    })
  })
})

describe('A function with an MQTT trigger', { skip }, () => {
  let broker: BrokerNode

  before(async () => {
    broker = await mosquittoNode()
    broker.start()
  })
  after(async () => {
    await broker?.[Symbol.asyncDispose]()
  })

  /** A client that is there for one message. */
  async function publish(topic: string, payload: string, options: IClientPublishOptions = {}) {
    const client = await connectAsync(broker.url, { protocolVersion: 5 })
    await client.publishAsync(topic, payload, { qos: 1, ...options })
    await client.endAsync()
  }
  const heard = (wakers: Triggers, name: string) =>
    eventually(() => assert.equal(wakers.problem(name), undefined))
  const open = (
    deliver: (name: string, event: CloudEvent) => Promise<void>,
    clientId: string = randomUUID(),
  ) => triggers({ deliver, mqtt: { url: broker.url, clientId }, passedOver() {}, changed() {} })

  it('gets the messages of its topics that are as it asks, and nobody else does', async () => {
    const { delivered, deliver } = lanes()
    await using wakers = open(deliver)
    const where = { type: 'new', 'after.label': ['person', 'car'] }
    await wakers.add(woken('guard', { mqtt: [{ mqtt: 'frigate/events', where, region: 'daejeon' }] }))
    await wakers.add(woken('count', { mqtt: [{ mqtt: 'frigate/#', where: {} }] }))
    await wakers.add(woken('other', { mqtt: [{ mqtt: 'zigbee2mqtt/+', where: {} }] }))
    await wakers.start()
    await heard(wakers, 'other')
    await publish('frigate/events', JSON.stringify({ type: 'new', after: { label: 'person', id: '1.a' } }))
    await publish('frigate/events', JSON.stringify({ type: 'end', after: { label: 'person', id: '1.a' } }))
    await publish('frigate/yard/person', '2')
    await eventually(() => assert.equal(delivered.length, 4))
    assert.deepEqual(
      delivered.map(({ name, event }) => [name, event.subject, event.region]),
      [
        ['guard', 'frigate/events', 'daejeon'],
        ['count', 'frigate/events', undefined],
        ['count', 'frigate/events', undefined],
        ['count', 'frigate/yard/person', undefined],
      ],
    )
    assert.equal(delivered[0]?.event.source, broker.url)
    assert.equal(delivered[3]?.event.data, 2)
  })

  it('gets the event that a message carries', async () => {
    const { delivered, deliver } = lanes()
    await using wakers = open(deliver)
    await wakers.add(woken('cool', { mqtt: [{ mqtt: 'boilers', where: {}, region: 'seoul' }] }))
    await wakers.start()
    await heard(wakers, 'cool')
    const attributes = {
      specversion: '1.0',
      id: '7',
      source: '/b',
      type: 'com.example.hot',
      region: 'daejeon',
    }
    const properties = { contentType: 'application/json', userProperties: attributes }
    await publish('boilers', '{"celsius": 91}', { properties })
    const first = await eventually(() => {
      const [only] = delivered
      assert.ok(only)
      return only
    })
    assert.deepEqual(first.event, {
      ...attributes,
      datacontenttype: 'application/json',
      data: { celsius: 91 },
    })
  })

  it('gets what came while the platform was away, but no old retained message again', async () => {
    const { delivered, deliver } = lanes()
    const clientId = randomUUID()
    const listen = async () => {
      const wakers = open(deliver, clientId)
      await wakers.add(woken('door', { mqtt: [{ mqtt: 'doors/+', where: {} }] }))
      await wakers.start()
      await heard(wakers, 'door')
      return wakers
    }
    await publish('doors/back', 'shut', { retain: true })
    const before = await listen()
    await eventually(() => assert.equal(delivered.length, 1))
    await before[Symbol.asyncDispose]()
    await publish('doors/front', 'open')
    await using _again = await listen()
    await eventually(() => assert.equal(delivered.length, 2))
    assert.deepEqual(
      delivered.map(({ event }) => event.data),
      ['shut', 'open'],
    )
  })

  it('gets a message again that was not safe when the platform ended', async () => {
    const full = async () => {
      throw new Error('The disk is full.')
    }
    const clientId = randomUUID()
    const listen = async (deliver: (name: string, event: CloudEvent) => Promise<void>) => {
      const wakers = open(deliver, clientId)
      await wakers.add(woken('note', { mqtt: [{ mqtt: 'notes', where: {} }] }))
      await wakers.start()
      return wakers
    }
    const before = await listen(full)
    await heard(before, 'note')
    await publish('notes', 'once')
    await eventually(() => assert.equal(before.problem('note'), 'The disk is full.'))
    await before[Symbol.asyncDispose]()
    const { delivered, deliver } = lanes()
    await using _again = await listen(deliver)
    await eventually(() => assert.equal(delivered[0]?.event.data, 'once'))
  })

  it('gets all of 1,000 messages that the broker had written down when it was killed with -9', async (test) => {
    const total = 1_000
    const killed = Promise.withResolvers<void>()
    let reached = 0
    const { delivered, deliver } = lanes(async () => {
      if (++reached > 300) await killed.promise
    })
    await using wakers = open(deliver)
    await wakers.add(woken('count', { mqtt: [{ mqtt: 'counts/+', where: {} }] }))
    await wakers.start()
    await heard(wakers, 'count')
    const publisher = await connectAsync(broker.url)
    const numbers = Array.from({ length: total }, (_, index) => index)
    await Promise.all(
      numbers.map((number) => publisher.publishAsync(`counts/${number}`, String(number), { qos: 1 })),
    )
    // Mosquitto acknowledges before it writes down: what it acknowledged is on disk once it answers again.
    await publisher.publishAsync('nobody', '', { qos: 1 })
    await publisher.endAsync()
    await eventually(() => assert.equal(delivered.length, 300))
    await broker.kill()
    killed.resolve()
    broker.start()
    const seen = () => new Set(delivered.map(({ event }) => event.data))
    await eventually(() => assert.equal(seen().size, total), 60_000)
    test.diagnostic(`${delivered.length - total} of ${total} delivered twice`)
  })

  it('gets a message as soon as its lane takes it, and says meanwhile why it does not', async () => {
    let refusals = 2
    const { delivered, deliver } = lanes(async () => {
      if (refusals-- > 0) throw new Error('The disk is full.')
    })
    await using wakers = open(deliver)
    await wakers.add(woken('late', { mqtt: [{ mqtt: 'late', where: {} }] }))
    await wakers.start()
    await heard(wakers, 'late')
    await publish('late', '1')
    await eventually(() => assert.equal(wakers.problem('late'), 'The disk is full.'))
    await eventually(() => assert.equal(delivered.length, 1))
    await heard(wakers, 'late')
  })

  it('hears from a broker that comes later, and says until then that it is not there', async () => {
    await using late = await mosquittoNode()
    const { delivered, deliver } = lanes()
    const mqtt = { url: late.url, clientId: randomUUID() }
    await using wakers = triggers({ deliver, mqtt, passedOver() {}, changed() {} })
    await wakers.add(woken('patient', { mqtt: [{ mqtt: 'x', where: {} }] }))
    await wakers.add(woken('awake', {}))
    await wakers.start()
    await eventually(() => assert.match(wakers.problem('patient') ?? '', /\(ECONNREFUSED\)/))
    assert.equal(wakers.problem('awake'), undefined)
    late.start()
    await heard(wakers, 'patient')
    const client = await connectAsync(late.url)
    await client.publishAsync('x', '1', { qos: 1 })
    await client.endAsync()
    await eventually(() => assert.equal(delivered.length, 1))
  })

  it('says that the broker wants a password, without telling the one that was given', async () => {
    await using strict = await mosquittoNode(['allow_anonymous false'])
    strict.start()
    const url = strict.url.replace('//', '//user:secret@')
    await using wakers = triggers({
      deliver: lanes().deliver,
      mqtt: { url, clientId: randomUUID() },
      passedOver() {},
      changed() {},
    })
    await wakers.add(woken('locked', { mqtt: [{ mqtt: 'x', where: {} }] }))
    await wakers.start()
    const problem = await eventually(() => {
      const said = wakers.problem('locked') ?? ''
      assert.match(said, /Not authorized/)
      return said
    })
    assert.doesNotMatch(problem, /secret/)
  })
})

describe('An MQTT trigger', () => {
  it('without a broker is a problem of its function', async () => {
    await using wakers = triggers({ deliver: lanes().deliver, passedOver() {}, changed() {} })
    await wakers.add(woken('deaf', { mqtt: [{ mqtt: 'x', where: {} }] }))
    await wakers.start()
    assert.match(wakers.problem('deaf') ?? '', /--mqtt/)
  })

  it('needs the address of an MQTT broker', () => {
    for (const url of ['127.0.0.1:1883', 'http://127.0.0.1', 'mqtt:', 'amqp://user:secret@127.0.0.1']) {
      const open = () =>
        triggers({ deliver: lanes().deliver, mqtt: { url, clientId: 'a' }, passedOver() {}, changed() {} })
      assert.throws(open, (error: Error) => {
        assert.ok(error instanceof MqttAddressError)
        assert.doesNotMatch(error.message, /secret/)
        return true
      })
    }
  })
})
