import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Benchmark } from './benchmark.ts'

const viewers = 200
const rounds = 3
const watchMs = 10_000

const benchmark: Benchmark = {
  measures: `${viewers} viewers of the live stream, 10 changes of 7 kB a second: processor time that they cost (Linux)`,
  unit: '% of a core',
  ours: 'GET /api/live',
  other: "Hono's streamSSE, the same changes",
  further: ['Node alone: one prepared buffer written to each response'],
  async measure() {
    const costs = { ours: [] as number[], hono: [] as number[], bare: [] as number[] }
    let bytes = 0
    for (let round = 0; round < rounds; round++) {
      for (const side of ['ours', 'hono', 'bare'] as const) {
        const measured = await costOf(side)
        costs[side].push(measured.perCent)
        bytes = measured.bytes
      }
    }
    return {
      ours: costs.ours,
      other: costs.hono,
      further: [costs.bare],
      remarks: [`each viewer read ${(bytes / viewers / (watchMs / 1000) / 1000).toFixed(0)} kB a second`],
    }
  },
}
export default benchmark

/** What the viewers cost beyond a server that nobody looks at. */
async function costOf(side: string) {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'viewers/serve.ts'), side], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed] = await once(server.stdout, 'data')
  const port = Number(String(printed))
  await sleep(2_000)
  const alone = await perCentOver(server)
  let bytes = 0
  const sockets = Array.from({ length: viewers }, () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('data', (chunk) => {
      bytes += chunk.length
    })
    socket.write('GET /api/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
    return socket
  })
  await sleep(2_000)
  bytes = 0
  const watched = await perCentOver(server)
  for (const socket of sockets) socket.destroy()
  server.kill()
  return { perCent: watched - alone, bytes }
}

async function perCentOver({ pid = 0 }: ChildProcess): Promise<number> {
  const before = cpuSeconds(pid)
  await sleep(watchMs)
  return ((cpuSeconds(pid) - before) / (watchMs / 1000)) * 100
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
