import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, describe, it } from 'node:test'
import { Connection, type Envelope } from 'rabbitmq-client'
import { eventually } from '../testing/eventually.ts'
import { queueConformance } from '../testing/queue-conformance.ts'
import {
  BrokerAddressInvalidError,
  BrokerRefusedError,
  BrokerUnreachableError,
  ManagementError,
  QueueMismatchError,
} from './errors.ts'
import type { Delivery, Queue } from './queue.ts'
import { rabbitmqQueues } from './rabbitmq-queue.ts'

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const unreachable = await rabbitmqQueues(url, { connectWaitMs: 2000 }).then(
  (queues) => queues[Symbol.asyncDispose](),
  (error: Error) => error.message,
)

const run = `bonghwa-test-${randomBytes(4).toString('hex')}`
let count = 0
let prefix = ''
const nextPrefix = () => {
  prefix = `${run}.${count++}.`
  return prefix
}
const open = () => rabbitmqQueues(url, { exchange: run, prefix: nextPrefix() })

if (unreachable) {
  it('RabbitMQ is a queue backend', { skip: unreachable }, () => {})
} else {
  after(deleteEverything)
  queueConformance('RabbitMQ', open, async (old) => {
    await old[Symbol.asyncDispose]()
    return rabbitmqQueues(url, { exchange: run, prefix })
  })
}

it('says that no broker answers, and what to do', async () => {
  await assert.rejects(rabbitmqQueues('amqp://127.0.0.1:1', { connectWaitMs: 200 }), BrokerUnreachableError)
})

it('says how a broker is addressed', async () => {
  await assert.rejects(rabbitmqQueues('localhost:5672'), BrokerAddressInvalidError)
})

describe('On a RabbitMQ broker', { skip: unreachable || false }, () => {
  it('says that the broker refused the password, and does not show it', async () => {
    const wrong = new URL(url)
    wrong.password = 'hunter2'
    await assert.rejects(
      rabbitmqQueues(wrong.href),
      (error) => error instanceof BrokerRefusedError && !error.message.includes('hunter2'),
    )
  })

  it('says how the management API is addressed', async () => {
    await assert.rejects(
      rabbitmqQueues(url, { management: 'localhost:15672' }),
      (error) => error instanceof ManagementError && error.message.includes('http://'),
    )
  })

  it('takes what another program publishes under a binding, in either content mode, and puts aside what is no event', async () => {
    await using queues = await open()
    const bindings = [`${door.type}.seoul`]
    const queue = queues.queue('fn.a.seoul', { ...durable, bindings })
    await queue.depth()
    const asHeaders = Object.entries(door).map(([name, value]) => [`cloudEvents:${name}`, value])
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const structured = { ...door, id: 'structured', traceparent, data: { open: true } }
    await publishAsAnotherProgram(bindings[0]!, { headers: Object.fromEntries(asHeaders) }, { open: true })
    await publishAsAnotherProgram(
      bindings[0]!,
      { contentType: 'application/cloudevents+json' },
      Buffer.from(JSON.stringify(structured)),
    )
    await publishAsAnotherProgram(bindings[0]!, {}, { open: true })
    const taken = [await takeOne(queue), await takeOne(queue)]
    // One that comes without a trace begins one.
    const begun = taken[0]?.event.traceparent
    assert.match(begun ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    assert.deepEqual(
      taken.map(({ event }) => event),
      [
        { ...door, datacontenttype: 'application/json', traceparent: begun, data: { open: true } },
        structured,
      ],
    )
    assert.deepEqual(
      taken.map(({ attempt, redelivered }) => ({ attempt, redelivered })),
      Array(2).fill({ attempt: 1, redelivered: false }),
    )
    const [letter] = await eventually(async () => {
      const letters = await queue.deadLetters()
      assert.equal(letters.length, 1)
      return letters
    })
    assert.match(letter?.reason ?? '', /cloudEvents:source/)
  })

  it('listens to the bindings that were said last', async () => {
    await using queues = await open()
    await queues.queue('fn.a.seoul', { ...durable, bindings: ['earlier.seoul'] }).depth()
    const lane = queues.queue('fn.a.seoul', { ...durable, bindings: ['later.seoul'] })
    // Who asks for the queue without any changes none.
    queues.queue('fn.a.seoul', durable)
    const headers = Object.fromEntries(
      Object.entries(door).map(([name, value]) => [`cloudEvents:${name}`, value]),
    )
    await eventually(async () => {
      for (const key of ['earlier.seoul', 'later.seoul']) {
        const subject = { 'cloudEvents:subject': key }
        await publishAsAnotherProgram(key, { headers: { ...headers, ...subject } }, {})
      }
      assert.equal((await takeOne(lane)).event.subject, 'later.seoul')
    })
  })

  it('forgets exactly what was acked, in whatever order', async () => {
    const before = await open()
    const queue = before.queue('fn.a.seoul', durable)
    for (const id of ['1', '2', '3', '4', '5', '6']) await queue.publish({ ...smoke, id })
    const taken = new Map<string, Delivery>()
    while (taken.size < 6) {
      const delivery = await takeOne(queue)
      taken.set(delivery.event.id, delivery)
    }
    for (const turn of [['5', '2'], ['3', '1'], ['6']]) {
      await Promise.all(turn.map((id) => taken.get(id)?.ack()))
      await new Promise(setImmediate)
    }
    await before[Symbol.asyncDispose]()
    await using queues = await rabbitmqQueues(url, { exchange: run, prefix })
    const again = queues.queue('fn.a.seoul', durable)
    assert.equal((await takeOne(again)).event.id, '4')
    assert.equal(await again.take(), undefined)
  })

  it('lets a process that takes nothing publish for one that does, and count what waits', async () => {
    await using publisher = await rabbitmqQueues(url, { exchange: run, prefix: nextPrefix(), prefetch: 0 })
    const lane = publisher.queue('fn.a.seoul', durable)
    await lane.publish(smoke)
    assert.equal((await lane.depth()).messagesReady, 1)
    await using worker = await rabbitmqQueues(url, { exchange: run, prefix, prefetch: 1 })
    const delivery = await worker.queue('fn.a.seoul', durable).take()
    assert.equal(delivery?.event.id, '1')
    await delivery?.ack()
  })

  it('has a process of less priority take what others have no room for', async () => {
    await using first = await rabbitmqQueues(url, { exchange: run, prefix, prefetch: 2 })
    await using second = await rabbitmqQueues(url, { exchange: run, prefix, prefetch: 10, priority: -1 })
    const [mine, theirs] = [first, second].map((queues) => queues.queue('fn.a.seoul', durable))
    await Promise.all([mine?.depth(), theirs?.depth()])
    for (const id of ['1', '2', '3']) await mine?.publish({ ...smoke, id })
    const left = await takeOne(theirs!)
    assert.equal(left.event.id, '3')
    await left.ack()
    for (const id of ['1', '2']) {
      const delivery = await takeOne(mine!)
      assert.equal(delivery.event.id, id)
      await delivery.ack()
    }
  })

  it('holds back a long delay without holding back a short one behind it', async () => {
    await using queues = await open()
    const queue = queues.queue('fn.a.seoul', durable)
    await queue.publish({ ...smoke, id: 'long' })
    await queue.publish({ ...smoke, id: 'short' })
    await (await queue.take())?.nack({ requeue: true, delayMs: 60_000 })
    await (await queue.take())?.nack({ requeue: true, delayMs: 60 })
    const delivery = await eventually(async () => (await queue.take()) ?? assert.fail('nothing came'))
    assert.equal(delivery.event.id, 'short')
    assert.equal((await queue.depth()).messagesDelayed, 1)
  })

  it('refuses to publish into a queue that was declared in another way, and names it', async () => {
    const connection = new Connection(url)
    const queue = `${nextPrefix()}fn.a.seoul`
    await connection.queueDeclare({ queue, durable: true })
    await connection.close()
    await using queues = await rabbitmqQueues(url, { exchange: run, prefix })
    await assert.rejects(
      queues.queue('fn.a.seoul', durable).publish(smoke),
      (error) => error instanceof QueueMismatchError && error.message.includes(queue),
    )
  })

  it('changes the bound of an ephemeral queue when its function does', async () => {
    const before = await open()
    await before.queue('fn.detect.seoul', { delivery: 'ephemeral', maxLength: 2 }).depth()
    await before[Symbol.asyncDispose]()
    await using queues = await rabbitmqQueues(url, { exchange: run, prefix })
    const queue = queues.queue('fn.detect.seoul', { delivery: 'ephemeral', maxLength: 3 })
    for (const id of ['1', '2', '3', '4']) await queue.publish({ ...smoke, id })
    assert.equal((await queue.depth()).messagesReady, 3)
  })
})

const durable = { delivery: 'durable' } as const
const smoke = {
  specversion: '1.0',
  id: '1',
  source: '/cameras/north-gate',
  type: 'dev.bonghwa.smoke.detected',
} as const

const door = {
  specversion: '1.0',
  id: 'binary',
  source: '/elsewhere',
  type: 'org.example.door.opened',
} as const

function takeOne(queue: Queue): Promise<Delivery> {
  return eventually(async () => (await queue.take()) ?? assert.fail('nothing came'))
}

async function publishAsAnotherProgram(routingKey: string, envelope: Envelope, body: unknown) {
  const connection = new Connection(url)
  const publisher = connection.createPublisher({ confirm: true })
  await publisher.send({ exchange: run, routingKey, ...envelope }, body)
  await publisher.close()
  await connection.close()
}

async function deleteEverything() {
  const connection = new Connection(url)
  for (let index = 0; index < count; index++) {
    for (const lane of ['fn.a.seoul', 'fn.b.seoul', 'fn.detect.seoul']) {
      for (const suffix of ['', '.dead', '.retry.60', '.retry.500', '.retry.60000']) {
        await connection.queueDelete(`${run}.${index}.${lane}${suffix}`)
      }
    }
  }
  await connection.exchangeDelete({ exchange: run })
  await connection.close()
}
