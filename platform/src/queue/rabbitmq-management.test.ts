import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { Connection } from 'rabbitmq-client'
import type { CloudEvent } from '../event/cloud-event.ts'
import { eventually } from '../testing/eventually.ts'
import { type RabbitmqNode, rabbitmqNode, rabbitmqServer } from '../testing/rabbitmq-node.ts'
import { ManagementError, QueueAbsentError } from './errors.ts'
import type { Queue } from './queue.ts'
import { readQueueFigures } from './rabbitmq-figures.ts'
import { askManagement, managementResource } from './rabbitmq-management.ts'
import { applyPolicies, removePolicies, spillPolicies } from './rabbitmq-policies.ts'
import { rabbitmqQueues } from './rabbitmq-queue.ts'

const skip = rabbitmqServer === undefined && 'There is no rabbitmq-server on this machine.'
const startMs = 60_000
const durable = { delivery: 'durable' } as const

describe('With the management API of a RabbitMQ broker', { skip }, () => {
  let node: RabbitmqNode
  before(async () => {
    node = await rabbitmqNode()
    node.start()
    const probe = await rabbitmqQueues(node.url, { connectWaitMs: startMs })
    await probe[Symbol.asyncDispose]()
    await eventually(() => askManagement(managementResource(node.management, 'overview')), startMs)
  })
  after(() => node?.[Symbol.asyncDispose]())

  const open = (options = {}) => rabbitmqQueues(node.url, { management: node.management, ...options })
  /** What is on the way to a lane is there when its depth is known. */
  const declared = (queue: Queue) => queue.depth()

  it('a depth counts what other processes hold, dead letters in the hand of a reader too', async () => {
    await using observer = await open({ prefetch: 0 })
    await using worker = await open({ prefetch: 2 })
    const work = worker.queue('fn.held.seoul', durable)
    for (const id of ['1', '2', '3', '4']) await work.publish(smoke(id))
    await (await work.take())?.nack({ requeue: false, reason: 'refused' })
    await Promise.all([work.take(), work.take()])
    const reader = new Connection(node.url)
    await eventually(async () => assert.ok(await reader.basicGet('fn.held.seoul.dead')))
    const seen = observer.queue('fn.held.seoul', durable)
    await eventually(async () => {
      const { messagesReady, messagesUnacknowledged, deadLetters } = await seen.depth()
      assert.deepEqual([messagesReady, messagesUnacknowledged, deadLetters], [1, 2, 1])
    })
    await reader.close()
  })

  it('a depth does without while it does not answer, and says so once', async () => {
    let requests = 0
    const broken = createServer((_, response) => {
      requests++
      response.writeHead(500).end()
    }).listen(0, '127.0.0.1')
    await once(broken, 'listening')
    const told: (Error | undefined)[] = []
    await using queues = await open({
      management: `http://127.0.0.1:${(broken.address() as AddressInfo).port}/`,
      onManagement: (problem: Error | undefined) => told.push(problem),
    })
    const queue = queues.queue('fn.alone.seoul', durable)
    await queue.publish(smoke('1'))
    await eventually(async () => {
      assert.equal((await queue.depth()).messagesReady, 1)
      assert.ok(requests > 2)
    })
    assert.deepEqual(
      told.map((problem) => problem instanceof ManagementError),
      [true],
    )
    broken.close()
  })

  it('the figures of any queue can be read, of one or of all that match, over HTTP or AMQP', async () => {
    const connection = new Connection(node.url)
    for (const queue of ['figures.a', 'figures.b']) {
      await connection.queueDeclare({ queue, durable: true })
      const publisher = connection.createPublisher({ confirm: true })
      for (let count = 0; count < 3; count++) await publisher.send(queue, 'x')
      await publisher.close()
    }
    const channel = await connection.acquire()
    await channel.basicGet('figures.b')
    const http = (path: string) => ({ protocol: 'http', url: new URL(path, node.management).href }) as const
    const ready = { messagesReady: 3, messagesUnacknowledged: 0, deliverGetRate: 0 }
    await eventually(async () => {
      const [one] = await readQueueFigures(http('/api/queues/%2F/figures.a'))
      assert.deepEqual({ ...one, publishRate: 0 }, { ...ready, publishRate: 0 })
      const both = await readQueueFigures(
        http('/api/queues/%2F?page=1&use_regex=true&pagination=false&name=%5Efigures&page_size=100'),
      )
      assert.deepEqual(both.map(({ messagesUnacknowledged }) => messagesUnacknowledged).toSorted(), [0, 1])
    })
    const [overAmqp] = await readQueueFigures({ protocol: 'amqp', url: node.url, queue: 'figures.b' })
    assert.deepEqual(overAmqp, { ...ready, messagesReady: 2, publishRate: 0 })
    await channel.close()
    await connection.close()

    await assert.rejects(
      readQueueFigures(http('/api/queues/%2F?page=1&use_regex=true&name=%5Efigures&page_size=1')),
      /2 pages/,
    )
    await assert.rejects(readQueueFigures(http('/api/queues/%2F/figures.none')), QueueAbsentError)
    await assert.rejects(
      readQueueFigures({ protocol: 'amqp', url: node.url, queue: 'figures.none' }),
      QueueAbsentError,
    )
    const wrong = new URL('/api/queues/%2F/figures.a', node.management)
    wrong.password = 'hunter2'
    await assert.rejects(
      readQueueFigures({ protocol: 'http', url: wrong.href }),
      (error) =>
        error instanceof ManagementError && error.status === 401 && !error.message.includes('hunter2'),
    )
  })

  it('a binding that a lane no longer has is taken back, though another process made it', async () => {
    const keys = async () => {
      const path = managementResource(node.management, 'queues', '/', 'fn.bound.seoul', 'bindings')
      const bindings = (await askManagement(path)) as { source: string; routing_key: string }[]
      return bindings.filter(({ source }) => source === 'bonghwa').map(({ routing_key }) => routing_key)
    }
    {
      await using before = await open()
      await declared(before.queue('fn.bound.seoul', { ...durable, bindings: ['old.seoul', 'kept.seoul'] }))
    }
    await using queues = await open()
    await declared(queues.queue('fn.bound.seoul', { ...durable, bindings: ['kept.seoul', 'new.seoul'] }))
    await eventually(async () =>
      assert.deepEqual((await keys()).toSorted(), ['fn.bound.seoul', 'kept.seoul', 'new.seoul']),
    )
  })

  describe('the broker itself moves work to the neighbour', () => {
    const policies = spillPolicies(
      ['seoul', 'daejeon'].map((region) => ({ queue: `fn.spill.${region}`, region })),
      { ranks: { seoul: ['daejeon'], daejeon: ['seoul'] }, core: 'daejeon', ttlMs: 500, exchange: 'bonghwa' },
    )
    before(() => applyPolicies(node.management, '/', policies))
    after(() => removePolicies(node.management, '/', policies))

    const lanes = async (prefetch: number) => {
      const queues = await open({ prefetch })
      const lane = (region: string) => queues.queue(`fn.spill.${region}`, durable)
      return { ...queues, seoul: lane('seoul'), daejeon: lane('daejeon') }
    }
    const ids = Array.from({ length: 20 }, (_, index) => String(index))

    it('when nobody takes it at home in time, in its order and as a first attempt', async () => {
      await using publisher = await lanes(0)
      for (const id of ids) await publisher.seoul.publish(smoke(id))
      await using neighbour = await open()
      const taken = await takeAll(neighbour.queue('fn.spill.daejeon', durable), ids.length)
      assert.deepEqual(
        taken.map(({ event }) => event.id),
        ids,
      )
      assert.deepEqual(taken[0]?.event, smoke('0'))
      assert.deepEqual(new Set(taken.map(({ attempt }) => attempt)), new Set([1]))
      assert.equal((await publisher.seoul.depth()).messagesReady, 0)
    })

    it('when its consumer goes away in the middle of it', async () => {
      await using publisher = await lanes(0)
      await declared(publisher.seoul)
      const consumer = new Connection(node.url)
      const channel = await consumer.acquire()
      let begun = 0
      await channel.basicConsume({ queue: 'fn.spill.seoul' }, () => begun++)
      for (const id of ids) await publisher.seoul.publish(smoke(id))
      await eventually(() => assert.equal(begun, ids.length))
      consumer.on('error', () => {})
      consumer.unsafeDestroy()
      await using neighbour = await open()
      const taken = await takeAll(neighbour.queue('fn.spill.daejeon', durable), ids.length)
      assert.deepEqual(
        taken.map(({ event }) => Number(event.id)).toSorted((a, b) => a - b),
        ids.map(Number),
      )
    })

    it('but not what waits for a retry or for somebody to look', async () => {
      {
        await using home = await open()
        const lane = home.queue('fn.spill.seoul', durable)
        await lane.publish(smoke('dead'))
        await (await lane.take())?.nack({ requeue: false, reason: 'refused' })
        await lane.publish(smoke('late'))
        await (await lane.take())?.nack({ requeue: true, delayMs: 1500 })
      }
      await using neighbour = await open()
      const [spilt] = await takeAll(neighbour.queue('fn.spill.daejeon', durable), 1)
      assert.equal(spilt?.event.id, 'late')
      assert.equal(spilt?.attempt, 2)
      await using home = await open({ prefetch: 0 })
      const letters = await home.queue('fn.spill.seoul', durable).deadLetters()
      assert.deepEqual(
        letters.map(({ event }) => event.id),
        ['dead'],
      )
    })
  })
})

const smoke = (id: string): CloudEvent => ({
  specversion: '1.0',
  id,
  source: '/cameras/north-gate',
  type: 'dev.bonghwa.smoke.detected',
  data: { score: 0.9 },
})

async function takeAll(queue: Queue, count: number) {
  const taken: NonNullable<Awaited<ReturnType<Queue['take']>>>[] = []
  await eventually(async () => {
    for (let delivery = await queue.take(); delivery; delivery = await queue.take()) {
      taken.push(delivery)
      await delivery.ack()
    }
    assert.ok(taken.length >= count, `${taken.length} of ${count} came`)
  })
  assert.equal(taken.length, count)
  return taken
}
