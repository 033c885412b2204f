import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loadFunctions, openPlatform, type Platform } from '@bonghwa/platform'
import { preciseNow } from '@bonghwa/platform/function'
import { eventually } from '@bonghwa/platform/testing'
import type { Benchmark } from './benchmark.ts'

const rounds = 11
const most = 10_000
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
    const { functions } = await loadFunctions(join(import.meta.dirname, 'wake'))
    const [spec] = functions
    if (!spec) throw new Error('There is no function to wake.')
    const platform = await openPlatform({
      regions: [{ name: 'local', place: { latitude: 0, longitude: 0 }, core: true, nodes: ['local-1'] }],
      dataDirectory: join(folder, 'data'),
      standby: 1,
      frozen: { perNode: 0, seconds: 0 },
      env: {},
      secrets: {},
    })
    await platform.deploy(spec)
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
      if (platform.lanesOf('wake')[0]?.state.instances.length !== 0) throw new Error('not asleep yet')
      if (!platform.nodes().every(({ standby }) => standby > 0)) throw new Error('nobody stands by yet')
    })
    const entered = new Promise<number>((resolve) => {
      const stop = platform.onEvent(({ type, data }) => {
        if (type !== 'dev.bonghwa.bench.entered') return
        stop()
        resolve((data as { at: number }).at)
      })
    })
    const publishedAt = preciseNow()
    await platform.publish({
      specversion: '1.0',
      id: `${round}`,
      source: '/bench',
      type: 'dev.bonghwa.bench.asked',
    })
    latencies.push((await entered) - publishedAt)
  }
  return latencies
}
