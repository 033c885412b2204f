// The other sides: a worker as people write one, in a process of its own, which tells when it has done its first and its
// last job. Its order is `{ kind, queue, url, count }`.
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from 'rabbitmq-client'
import { bullmq } from '../peers/bullmq.ts'

export interface WorkerOrder {
  readonly kind: 'rabbitmq-client' | 'bullmq'
  readonly url: string
  readonly queue: string
  readonly count: number
}

const concurrency = 50

process.once('message', async ({ kind, url, queue, count }: WorkerOrder) => {
  let handled = 0
  let firstAt = 0
  const done = Promise.withResolvers<void>()
  const handle = async () => {
    handled++
    if (handled === 1) firstAt = performance.now()
    if (handled === count) done.resolve()
  }
  if (kind === 'bullmq') {
    const { Worker } = await bullmq()
    new Worker(queue, handle, { concurrency, connection: { url } })
  } else {
    const consumer = { queue, queueOptions: { passive: true }, qos: { prefetchCount: 128 }, concurrency }
    new Connection(url).createConsumer(consumer, handle)
  }
  await done.promise
  process.send?.({ perSecond: (count / (performance.now() - firstAt)) * 1000 })
  // The last acks are on their way.
  await sleep(500)
  process.exit()
})
