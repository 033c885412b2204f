import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { CloudEvent } from '../event/cloud-event.ts'
import { eventually } from '../testing/eventually.ts'
import { type RabbitmqNode, rabbitmqNode, rabbitmqServer } from '../testing/rabbitmq-node.ts'
import type { Queue, QueueBackend } from './queue.ts'
import { rabbitmqQueues } from './rabbitmq-queue.ts'

const skip = rabbitmqServer === undefined && 'There is no rabbitmq-server on this machine.'
const startMs = 60_000
const durable = { delivery: 'durable' } as const

describe('A RabbitMQ broker that is killed with -9 and started again', { skip }, () => {
  let node: RabbitmqNode
  let queues: QueueBackend
  const connection: string[] = []

  before(async () => {
    node = await rabbitmqNode()
    node.start()
    queues = await rabbitmqQueues(node.url, {
      connectWaitMs: startMs,
      onConnection: (state) => connection.push(state),
    })
  })
  after(async () => {
    await queues?.[Symbol.asyncDispose]()
    await node?.[Symbol.asyncDispose]()
  })

  it('holds no more ephemeral publishes while it is away than the lane would, and counts what it dropped', async () => {
    const queue = queues.queue('fn.detect.seoul', { delivery: 'ephemeral', maxLength: 3 })
    await queue.publish(numbered(0))
    await (await queue.take())?.ack()
    await node.kill()
    await eventually(() => assert.equal(connection.at(-1), 'lost'))
    const publishes = Array.from({ length: 10 }, (_, index) => queue.publish(numbered(index)))
    await Promise.all(publishes.slice(0, 7))
    node.start()
    await Promise.all(publishes)
    const takeNext = () => eventually(() => takeOne(queue))
    const kept = [await takeNext(), await takeNext(), await takeNext()]
    assert.deepEqual(kept.map(({ event }) => event.id).toSorted(), ['7', '8', '9'])
    assert.equal((await queue.depth()).dropped, 7)
    await eventually(() => assert.deepEqual(connection.splice(0), ['lost', 'back']))
  })

  it('loses none of 10,000 events that were published and handled meanwhile, and nobody has to help', async (test) => {
    const queue = queues.queue('fn.a.seoul', durable)
    const handledBefore = queues.queue('fn.slow.seoul', durable)
    await handledBefore.publish(numbered(0))
    const slow = await eventually(() => takeOne(handledBefore))

    const total = 10_000
    const handled = handleEverything(queue)
    const publishing = publishEverything(queue, total)
    await eventually(() => assert.ok(handled.size > 2_000), startMs)
    await node.kill()
    node.start()
    await publishing
    await eventually(() => assert.equal(handled.size, total), startMs)

    const repeated = [...handled.values()].reduce((sum, times) => sum + times - 1, 0)
    test.diagnostic(`${total} published, ${handled.size} handled, ${repeated} of them more than once`)
    assert.deepEqual(connection, ['lost', 'back'])

    // Begun before the broker was killed, done after it is back: it is not given to anybody else.
    await slow.ack()
    await eventually(async () => {
      const depth = await handledBefore.depth()
      assert.equal(depth.messagesReady + depth.messagesUnacknowledged, 0)
    })
  })
})

/** As a lane does: takes all there is whenever it hears that there may be something. */
function handleEverything(queue: Queue): Map<string, number> {
  const handled = new Map<string, number>()
  async function handle() {
    for (let delivery = await queue.take(); delivery; delivery = await queue.take()) {
      const { id } = delivery.event
      handled.set(id, (handled.get(id) ?? 0) + 1)
      await delivery.ack()
    }
  }
  queue.onReady(() => void handle())
  return handled
}

async function publishEverything(queue: Queue, total: number): Promise<void> {
  let next = 0
  const publishers = Array.from({ length: 100 }, async () => {
    while (next < total) await queue.publish(numbered(next++))
  })
  await Promise.all(publishers)
}

async function takeOne(queue: Queue) {
  const delivery = await queue.take()
  assert.ok(delivery)
  return delivery
}

const numbered = (index: number): CloudEvent => ({
  specversion: '1.0',
  id: String(index),
  source: '/testing',
  type: 'dev.bonghwa.test.published',
  data: 'x'.repeat(1000),
})
