import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedQueues, type Queue } from '@bonghwa/platform/queue'
import { eventually } from '@bonghwa/platform/testing'
import type { Benchmark } from './benchmark.ts'
import { sharedClock } from './wake/clock.ts'
import { platformOf, published } from './wake/waking.ts'

const rounds = 200

const benchmark: Benchmark = {
  measures: 'From an event published to its handler entered, an instance running',
  unit: 'ms',
  ours: 'durable queue to a running instance',
  other: 'the same queue alone, published to taken',
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const ours: number[] = []
    const other: number[] = []
    {
      await using platform = await platformOf(folder, { standby: 0, frozen: 0 }, 1)
      await using queues = embeddedQueues(join(folder, 'alone.db'))
      const queue = queues.queue('fn.wake.local', { delivery: 'durable' })
      await eventually(() => {
        if (!platform.lanes().every(({ state }) => state.instances.some((one) => one.state === 'ready')))
          throw new Error('not running yet')
      })
      for (let round = 0; round < rounds; round++) {
        ours.push(await published(platform))
        other.push(await taken(queue))
      }
    }
    rmSync(folder, { recursive: true, force: true })
    const added = middle(ours) - middle(other)
    return { ours, other, remarks: [`${added.toFixed(2)} ms added by the platform`] }
  },
}

export default benchmark

async function taken(queue: Queue): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = queue.onReady(resolve)
  const publishedAt = sharedClock()
  await queue.publish({
    specversion: '1.0',
    id: String(publishedAt),
    source: '/bench',
    type: 'dev.bonghwa.bench.asked',
  })
  await promise
  const delivery = await queue.take()
  const takenAt = sharedClock()
  stop()
  await delivery?.ack()
  return takenAt - publishedAt
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
