import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { embeddedQueues } from '@bonghwa/platform/queue'
import { Connection } from 'rabbitmq-client'
import type { Benchmark } from './benchmark.ts'
import { inFlight } from './in-flight.ts'

const rabbitmq = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const rounds = 5
const count = 10_000
const most = 64
const data = 'x'.repeat(1000)

const benchmark: Benchmark = {
  measures: `Durable publishes of 1 kB, each waited for until it is on disk, ${most} at a time`,
  unit: 'publishes/s',
  ours: 'the embedded queue',
  other: 'confirms of a RabbitMQ quorum queue, by rabbitmq-client',
  async measure() {
    const ours: number[] = []
    const other: number[] = []
    for (let round = 0; round < rounds; round++) {
      ours.push(await intoFile())
      other.push(await intoBroker())
    }
    return { ours, other }
  },
}

async function intoFile(): Promise<number> {
  // On the disk of this folder, since a temporary one may be memory.
  const folder = mkdtempSync(join(import.meta.dirname, '.publish-'))
  try {
    await using queues = embeddedQueues(join(folder, 'queue.db'))
    const queue = queues.queue('fn.bench.local', { delivery: 'durable' })
    return await perSecond((id) =>
      queue.publish({ specversion: '1.0', id, source: '/bench', type: 'dev.bonghwa.bench.asked', data }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function intoBroker(): Promise<number> {
  const connection = new Connection(rabbitmq)
  const queue = `bonghwa-bench-${randomUUID()}`
  try {
    await connection.queueDeclare({ queue, durable: true, arguments: { 'x-queue-type': 'quorum' } })
    const publisher = connection.createPublisher({ confirm: true })
    const result = await perSecond((messageId) =>
      publisher.send({ routingKey: queue, durable: true, messageId }, data),
    )
    await publisher.close()
    return result
  } finally {
    await connection.queueDelete(queue)
    await connection.close()
  }
}

async function perSecond(publish: (id: string) => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await inFlight(count, most, (index) => publish(String(index)))
  return (count / (performance.now() - startedAt)) * 1000
}

export default benchmark
