import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@bonghwa/platform/testing'
import type { Benchmark } from './benchmark.ts'

const functions = 100
/** So many plain processes are measured, and their memory multiplied. */
const plainProcesses = 5
const settleMs = 8_000
const watchMs = 20_000

const benchmark: Benchmark = {
  measures: `${functions} functions that nothing happens to: memory held (Linux)`,
  unit: 'MB RSS',
  ours: 'the whole platform, nobody on stand-by',
  other: `a waiting Node process for each (${plainProcesses} measured)`,
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const handler = join(import.meta.dirname, 'burst/burst.ts')
    for (let n = 0; n < functions; n++) {
      mkdirSync(join(folder, `sleeper-${n}`))
      writeFileSync(
        join(folder, `sleeper-${n}/function.yaml`),
        JSON.stringify({
          apiVersion: 'bonghwa.dev/v1',
          kind: 'Function',
          metadata: { name: `sleeper-${n}` },
          spec: { handler, on: [{ type: `dev.bonghwa.bench.sleeper-${n}` }] },
        }),
      )
    }
    const bonghwa = join(import.meta.dirname, '../platform/bin/bonghwa.js')
    const options = ['--standby', '0', '--port', String(await freePort()), '--data', join(folder, 'data')]
    const up = async () => {
      const platform = spawn(process.execPath, [bonghwa, 'up', folder, ...options], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(platform.stdout, 'data')
      await sleep(settleMs)
      return platform
    }
    const down = async (platform: ChildProcess) => {
      platform.kill('SIGTERM')
      await once(platform, 'exit')
    }
    // The first start after an installation compiles what every later one finds compiled.
    const first = await up()
    const firstMb = treeMb(first.pid ?? 0)
    await down(first)

    const platform = await up()
    const pid = platform.pid ?? 0
    const cpuBefore = cpuSeconds(pid)
    const ours: number[] = []
    for (let passed = 0; passed < watchMs; passed += 1_000) {
      await sleep(1_000)
      ours.push(treeMb(pid))
    }
    const perCent = ((cpuSeconds(pid) - cpuBefore) / (watchMs / 1000)) * 100
    await down(platform)

    const script = `require('node:http').createServer().listen(0, '127.0.0.1', () => console.log('up'))`
    const plain = Array.from({ length: plainProcesses }, () =>
      spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }),
    )
    await Promise.all(plain.map((process) => once(process.stdout, 'data')))
    await sleep(1_000)
    const other = plain.map(({ pid: each }) => residentMb(each ?? 0) * functions)
    for (const process of plain) process.kill()
    rmSync(folder, { recursive: true, force: true })
    return {
      ours,
      other,
      remarks: [
        `the platform used ${perCent.toFixed(2)} % of a core`,
        `${firstMb.toFixed(0)} MB after its first start of all`,
      ],
    }
  },
}

export default benchmark

/** With the processes that it has started. */
function treeMb(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + treeMb(Number(child)), residentMb(pid))
}

function residentMb(pid: number): number {
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kibibytes) * 1024) / 1e6
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
