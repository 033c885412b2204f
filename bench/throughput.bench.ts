import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadFunctions, openPlatform } from '@bonghwa/platform'
import { rabbitmqQueues } from '@bonghwa/platform/queue'
import { Connection } from 'rabbitmq-client'
import type { Benchmark } from './benchmark.ts'
import { inFlight } from './in-flight.ts'
import { bullmq } from './peers/bullmq.ts'
import type { WorkerOrder } from './throughput/worker.ts'

const rabbitmq = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'
const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
const rounds = 3
const count = 20_000
const data = 'x'.repeat(1000)
const run = `bonghwa-bench-${process.pid}`
const lane = `${run}.fn.throughput.local`
const bare = `${run}.bare`
const durable = { delivery: 'durable' } as const

/** All events are there before anybody works: what is measured is taking, handling and acking, first to last event. */
const benchmark: Benchmark = {
  measures: 'Events of 1 kB through a function that does nothing, 50 at a time',
  unit: 'events/s',
  ours: 'the platform on a RabbitMQ quorum queue',
  other: 'a bare rabbitmq-client consumer on the same',
  further: ['a BullMQ worker on Redis'],
  async measure() {
    const ours: number[] = []
    const other: number[] = []
    const further: number[] = []
    const { Queue } = await bullmq()
    try {
      for (let round = 0; round < rounds; round++) {
        await fill()
        ours.push(await throughPlatform())
        await fillBare()
        other.push(await throughWorker({ kind: 'rabbitmq-client', url: rabbitmq, queue: bare, count }))
        const jobs = new Queue(run, { connection: { url: redis } })
        for (let from = 0; from < count; from += 1000) {
          const opts = { removeOnComplete: true }
          await jobs.addBulk(Array.from({ length: 1000 }, () => ({ name: 'job', data: { data }, opts })))
        }
        further.push(await throughWorker({ kind: 'bullmq', url: redis, queue: run, count }))
        await jobs.obliterate({ force: true })
        await jobs.close()
      }
    } finally {
      await removeQueues()
    }
    return { ours, other, further: [further] }
  },
}

async function fill() {
  await using queues = await rabbitmqQueues(rabbitmq, { exchange: run, prefix: `${run}.`, prefetch: 0 })
  const queue = queues.queue('fn.throughput.local', durable)
  await inFlight(count, 200, (index) =>
    queue.publish({
      specversion: '1.0',
      id: String(index),
      source: '/bench',
      type: 'dev.bonghwa.bench.asked',
      data,
    }),
  )
}

async function throughPlatform(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
  try {
    await using platform = await openPlatform({
      regions: [{ name: 'local', place: { latitude: 0, longitude: 0 }, core: true, nodes: ['local-1'] }],
      dataDirectory: folder,
      broker: { url: rabbitmq, exchange: run, prefix: `${run}.` },
      standby: 1,
      env: {},
      secrets: {},
    })
    const { functions } = await loadFunctions(join(import.meta.dirname, 'throughput'))
    for (const spec of functions) await platform.deploy(spec)
    const handled = () => platform.lanes()[0]?.state.invocations ?? 0
    while (handled() === 0) await sleep(1)
    const before = handled()
    const startedAt = performance.now()
    while (handled() < count) await sleep(5)
    return ((count - before) / (performance.now() - startedAt)) * 1000
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function fillBare() {
  const connection = new Connection(rabbitmq)
  await connection.queueDeclare({ queue: bare, durable: true, arguments: { 'x-queue-type': 'quorum' } })
  const publisher = connection.createPublisher({ confirm: true })
  await inFlight(count, 200, () => publisher.send({ routingKey: bare, durable: true }, data))
  await publisher.close()
  await connection.close()
}

async function throughWorker(order: WorkerOrder): Promise<number> {
  const worker = fork(join(import.meta.dirname, 'throughput/worker.ts'))
  worker.send(order)
  const [{ perSecond }] = (await once(worker, 'message')) as [{ perSecond: number }]
  await once(worker, 'exit')
  return perSecond
}

async function removeQueues() {
  const connection = new Connection(rabbitmq)
  for (const queue of [lane, `${lane}.dead`, bare]) await connection.queueDelete(queue)
  await connection.exchangeDelete({ exchange: run })
  await connection.close()
}

export default benchmark
