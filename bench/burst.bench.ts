import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadFunctions, openPlatform } from '@bonghwa/platform'
import { preciseNow } from '@bonghwa/platform/function'
import { eventually } from '@bonghwa/platform/testing'
import type { Benchmark } from './benchmark.ts'

const rounds = 3
const events = 1_000
const most = 20
const handlerMs = 50

/** Twenty instances that were there from the beginning would need this long. */
const idealMs = (events / most) * handlerMs

const benchmark: Benchmark = {
  measures: `${events} events at once, handler of ${handlerMs} ms, ${most} instances at most, from zero`,
  unit: 'ms',
  ours: 'until the last was handled',
  other: `if all ${most} instances had been there`,
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const platform = await openPlatform({
      regions: [{ name: 'local', place: { latitude: 0, longitude: 0 }, core: true, nodes: ['local-1'] }],
      dataDirectory: join(folder, 'data'),
      standby: 2,
      env: {},
      secrets: {},
    })
    const { functions } = await loadFunctions(join(import.meta.dirname, 'burst'))
    for (const spec of functions) await platform.deploy(spec)
    const [lane] = platform.lanesOf('burst')
    const ours: number[] = []
    const first: number[] = []
    for (let round = 0; round < rounds; round++) {
      await eventually(() => {
        if (lane?.state.instances.length !== 0) throw new Error('not asleep yet')
        if (!platform.nodes().every(({ standby }) => standby > 1)) throw new Error('nobody stands by yet')
      })
      const before = lane?.state.invocations ?? 0
      const began = preciseNow()
      const published = Array.from({ length: events }, (_, n) =>
        platform.publish({
          specversion: '1.0',
          id: `${round}-${n}`,
          source: '/bench',
          type: 'dev.bonghwa.bench.burst',
        }),
      )
      const ready = new Promise<number>((resolve) => {
        const stop = platform.onChange(() => {
          if (!lane?.state.instances.some(({ state }) => state === 'ready')) return
          stop()
          resolve(preciseNow() - began)
        })
      })
      await Promise.all(published)
      first.push(await ready)
      await eventually(() => {
        if ((lane?.state.invocations ?? 0) - before < events) throw new Error('not drained yet')
      }, 60_000)
      ours.push(preciseNow() - began)
    }
    await platform[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
    return {
      ours,
      other: [idealMs],
      remarks: [`first replica after ${first.map((ms) => ms.toFixed(0)).join(', ')} ms`],
    }
  },
}

export default benchmark
