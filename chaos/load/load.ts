import { fork } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deadLetters, quiet } from '../server-api.ts'
import { serverProcess } from '../server-process.ts'
import type { FloodOrder, FloodResult } from './flood.ts'

export interface LoadOptions {
  /** Events a second. */
  readonly rate: number
  readonly seconds: number
  readonly said: (text: string) => void
}

export interface LoadResult {
  readonly flood: FloodResult
  /** MiB in the memory of the server: before, most meanwhile, and when all was done. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number }
  /** Milliseconds after the flood until an event was accepted and until it was handled. */
  readonly recovery: { readonly acceptedMs: number; readonly handledMs: number }
  /** Seconds after the flood until nothing waited any more. */
  readonly drainedSeconds: number
  readonly handled: number
  readonly deadLetters: number
  readonly lost: readonly string[]
  readonly problems: readonly string[]
}

const poisonOf = 2000

/** Floods a platform with more events than it can take; one of many is poison. */
export async function load({ rate, seconds, said }: LoadOptions): Promise<LoadResult> {
  await using ending = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-load-'))
  ending.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const ledger = join(folder, 'ledger')
  for (const name of ['ledger', 'data']) mkdirSync(join(folder, name))
  cpSync(join(import.meta.dirname, 'functions'), join(folder, 'functions'), { recursive: true })
  writeFileSync(join(folder, 'functions/bonghwa.yaml'), platformFile)
  appendFileSync(join(ledger, 'noted'), '')
  const server = await serverProcess({
    folder,
    data: join(folder, 'data'),
    command: [join(import.meta.dirname, '../../platform/bin/bonghwa.js'), 'up', join(folder, 'functions')],
  })
  ending.defer(() => server.kill())
  await server.start()
  const before = memoryOf(server.pid)
  let most = before
  const watching = setInterval(() => {
    most = Math.max(most, memoryOf(server.pid))
  }, 250)
  ending.defer(() => clearInterval(watching))

  said(`${rate} events a second for ${seconds} s`)
  const flood = await flooded({
    port: Number(new URL(server.url).port),
    rate,
    seconds,
    connections: 200,
    ledger,
    poisonOf,
  })
  const overAt = performance.now()
  const recovery = await recovered(server.url, ledger)
  said('the flood is over; waiting until all is handled')
  const problems = await quiet(server.url, 600_000)
  const drainedSeconds = (performance.now() - overAt) / 1000
  const dead = new Set((await deadLetters(server.url)).map(({ event }) => event.id))
  const noted = new Set(
    readFileSync(join(ledger, 'noted'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => text.split(' ')[0]),
  )
  const after = memoryOf(server.pid)
  if (server.crashes > 0) problems.push('The server ended by itself.')
  const lost = flood.accepted.map(([id]) => id).filter((id) => !noted.has(id) && !dead.has(id))
  return {
    ...{ flood, memory: { before, most, after }, recovery, drainedSeconds },
    ...{ handled: noted.size, deadLetters: dead.size, lost, problems },
  }
}

async function flooded(order: FloodOrder): Promise<FloodResult> {
  const child = fork(join(import.meta.dirname, 'flood.ts'))
  child.send(order)
  const [result] = (await once(child, 'message')) as [FloodResult]
  return result
}

/** One event after the flood: until it is accepted, however often it is refused, and until it is handled. */
async function recovered(url: string, ledger: string) {
  const began = performance.now()
  const data = { ledger, poison: false }
  const event = {
    specversion: '1.0',
    id: 'after',
    source: '/chaos',
    type: 'dev.bonghwa.chaos.load',
    region: 'busan',
    data,
  }
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  }
  while (!(await fetch(`${url}/api/events`, request)).ok) await sleep(50)
  const acceptedMs = performance.now() - began
  while (!readFileSync(join(ledger, 'noted'), 'utf8').includes('after ')) await sleep(100)
  return { acceptedMs, handledMs: performance.now() - began }
}

function memoryOf(pid: number | undefined): number {
  const [, kibibytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kibibytes) / 1024)
}

const platformFile = `apiVersion: bonghwa.dev/v1
kind: Platform
spec:
  regions:
    - { name: seoul, core: true, place: { latitude: 37.5, longitude: 127 }, nodes: [seoul-1] }
    - { name: busan, place: { latitude: 35.2, longitude: 129 }, nodes: [busan-1] }
`
