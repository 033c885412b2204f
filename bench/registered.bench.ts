import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Platform } from '@bonghwa/platform'
import { eventually } from '@bonghwa/platform/testing'
import type { Benchmark } from './benchmark.ts'
import { isAsleep, platformOf, published } from './wake/waking.ts'

const rounds = 11
const most = 10_000
const state = { standby: 1, frozen: 0 }
const counts = [10, 100, 1_000]

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** One function is woken; the others are registered and asleep. */
const benchmark: Benchmark = {
  measures: 'From an event published to its handler entered, many functions asleep',
  unit: 'ms',
  ours: `${most} functions registered`,
  other: `${counts[0]} functions registered`,
  further: counts.slice(1).map((count) => `${count} functions registered`),
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const platform = await platformOf(folder, state)
    const spec = platform.lanesOf('wake')[0]?.spec
    if (!spec) throw new Error('There is no function to wake.')
    let registered = 1
    const bytes: number[] = []
    const latencies: number[][] = []
    for (const count of [...counts, most]) {
      for (; registered < count; registered++) {
        const name = `sleeper-${registered}`
        await platform.deploy({ ...spec, name, on: [{ type: `dev.bonghwa.bench.${name}`, where: {} }] })
      }
      latencies.push(await wakes(platform))
      collect()
      const { heapUsed, external } = process.memoryUsage()
      bytes.push(heapUsed + external)
    }
    await platform[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
    const [few = [], ...further] = latencies
    const perFunction = ((bytes.at(-1) ?? 0) - (bytes[0] ?? 0)) / (most - (counts[0] ?? 0))
    return {
      ours: further.pop() ?? [],
      other: few,
      further,
      remarks: [`${(perFunction / 1000).toFixed(1)} kB of heap and buffers for each sleeping function`],
    }
  },
}

export default benchmark

async function wakes(platform: Platform): Promise<number[]> {
  const latencies: number[] = []
  for (let round = 0; round < rounds; round++) {
    await eventually(() => {
      if (!isAsleep(platform, state)) throw new Error('not asleep yet')
    })
    latencies.push(await published(platform))
  }
  return latencies
}
