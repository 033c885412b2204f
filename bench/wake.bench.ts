import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadFunctions, openPlatform } from '@bonghwa/platform'
import { preciseNow } from '@bonghwa/platform/function'
import { eventually } from '@bonghwa/platform/testing'
import { build } from 'esbuild'
import type { Benchmark } from './benchmark.ts'

const rounds = 15

const benchmark: Benchmark = {
  measures: 'From an event published to its handler entered, no instance running',
  unit: 'ms',
  ours: 'durable queue to a stand-by process',
  other: 'plain fork of the same handler',
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const plain = join(folder, 'plain.mjs')
    await build({
      entryPoints: [join(import.meta.dirname, 'wake/plain-child.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: plain,
      logLevel: 'silent',
    })
    const ours: number[] = []
    const other: number[] = []
    {
      await using platform = await openPlatform({
        regions: [{ name: 'local', place: { latitude: 0, longitude: 0 }, core: true, nodes: ['local-1'] }],
        dataDirectory: join(folder, 'data'),
        standby: 1,
        env: {},
        secrets: {},
      })
      const { functions } = await loadFunctions(join(import.meta.dirname, 'wake'))
      for (const spec of functions) await platform.deploy(spec)
      for (let round = 0; round < rounds; round++) {
        await eventually(() => {
          const [lane] = platform.lanes()
          if (lane?.state.instances.length !== 0) throw new Error('not asleep yet')
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
        ours.push((await entered) - publishedAt)

        const forkedAt = preciseNow()
        const child = fork(plain)
        child.send('go')
        const [{ at }] = (await once(child, 'message')) as [{ at: number }]
        other.push(at - forkedAt)
        await once(child, 'exit')
      }
    }
    rmSync(folder, { recursive: true, force: true })
    return { ours, other }
  },
}

export default benchmark
