import { randomBytes } from 'node:crypto'
import { after, it } from 'node:test'
import { Connection } from 'rabbitmq-client'
import { queueConformance } from '../testing/queue-conformance.ts'
import { rabbitmqQueues } from './rabbitmq-queue.ts'

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const unreachable = await rabbitmqQueues(url, { connectWaitMs: 2000 }).then(
  (queues) => queues[Symbol.asyncDispose](),
  (error: Error) => error.message,
)

const run = `bonghwa-test-${randomBytes(4).toString('hex')}`
let count = 0
let prefix = ''
const open = async () => {
  prefix = `${run}.${count++}.`
  return rabbitmqQueues(url, { exchange: run, prefix })
}

if (unreachable) {
  it('RabbitMQ is a queue backend', { skip: unreachable }, () => {})
} else {
  after(deleteEverything)
  queueConformance('RabbitMQ', open, async (old) => {
    await old[Symbol.asyncDispose]()
    return rabbitmqQueues(url, { exchange: run, prefix })
  })
}

async function deleteEverything() {
  const connection = new Connection(url)
  for (let index = 0; index < count; index++) {
    for (const lane of ['fn.a.seoul', 'fn.b.seoul', 'fn.detect.seoul']) {
      for (const suffix of ['', '.dead', '.retry.60', '.retry.300']) {
        await connection.queueDelete(`${run}.${index}.${lane}${suffix}`)
      }
    }
  }
  await connection.exchangeDelete({ exchange: run })
  await connection.close()
}
