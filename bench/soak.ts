// node bench/soak.ts --minutes 30: the default city with its console open in a browser. Each minute the memory of both,
// at the end how it grew. Every minute the reader goes to another view and back, so that what a view leaves behind shows.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort } from '@bonghwa/platform/testing'
import { browserMissing, launchBrowser } from '../dashboard/test/browser.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } })
const minutes = Number(values.minutes)
/** What a start fills (caches, compiled code) is no growth: the line is laid through what follows. */
const settling = Math.min(5, Math.floor(minutes / 3))
const views = ['incidents', 'cameras', 'functions', 'nodes', 'review', 'savings']

if (browserMissing !== false) throw new Error(`The console cannot be opened: ${browserMissing}`)
const folder = mkdtempSync(join(tmpdir(), 'bonghwa-soak-'))
const port = await freePort()
const city = spawn(
  process.execPath,
  [
    join(import.meta.dirname, '../safety/bin/city.js'),
    'up',
    ...['--port', String(port), '--data', join(folder, 'data')],
  ],
  { stdio: ['ignore', 'ignore', 'ignore'] },
)
const url = `http://127.0.0.1:${port}`
while (
  !(await fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  ))
)
  await sleep(200)

const browser = await launchBrowser()
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const errors: string[] = []
page.on('pageerror', ({ message }) => errors.push(message))
await page.goto(url)
await page.locator('[data-testid=function-row]').first().waitFor()
const devtools = await page.context().newCDPSession(page)
await devtools.send('Performance.enable')

const samples: { minute: number; heapMb: number; nodes: number; serverMb: number; serverHeapMb: number }[] =
  []
console.log('MINUTE  BROWSER HEAP, MB  DOM NODES  SERVER RSS, MB  SERVER HEAP, MB  INCIDENTS')
const began = Date.now()
/** The least within the minute, which is what is left when garbage has just been collected. */
let leastHeapMb = await heapMb()
const watching = setInterval(
  () => void heapMb().then((mb) => (leastHeapMb = Math.min(leastHeapMb, mb))),
  5_000,
)
for (let minute = 0; minute <= minutes; minute++) {
  await sleep(Math.max(0, began + minute * 60_000 - Date.now()))
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics } = await devtools.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN
  const sample = {
    minute,
    heapMb: metric('JSHeapUsedSize') / 1e6,
    nodes: metric('Nodes'),
    serverMb: residentMb(city.pid ?? 0),
    serverHeapMb: leastHeapMb,
  }
  leastHeapMb = Number.POSITIVE_INFINITY
  samples.push(sample)
  const incidents = (await (await fetch(`${url}/api/incidents?limit=1000`)).json()) as { features: unknown[] }
  console.log(
    [
      String(minute).padStart(6),
      sample.heapMb.toFixed(1).padStart(16),
      String(sample.nodes).padStart(9),
      sample.serverMb.toFixed(0).padStart(14),
      sample.serverHeapMb.toFixed(1).padStart(15),
      String(incidents.features.length).padStart(9),
    ].join('  '),
  )
  await page.goto(`${url}/#/${views[minute % views.length]}`)
  await sleep(5_000)
  await page.goto(`${url}/#`)
}
const settled = samples.filter(({ minute }) => minute >= settling)
console.log(
  `From minute ${settling} on: browser heap ${perHour(settled.map(({ heapMb }) => heapMb))}, server RSS ${perHour(settled.map(({ serverMb }) => serverMb))}, server heap ${perHour(settled.map(({ serverHeapMb }) => serverHeapMb))}; ${errors.length} errors in the page.`,
)
clearInterval(watching)
await browser.close()
city.kill('SIGTERM')
await once(city, 'exit')
rmSync(folder, { recursive: true, force: true })

/** The slope of the line of least squares through values a minute apart. */
function perHour(values: readonly number[]): string {
  const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length
  const [middle, height] = [(values.length - 1) / 2, mean(values)]
  const slope =
    values.reduce((sum, value, at) => sum + (at - middle) * (value - height), 0) /
    values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
  return `${(slope * 60).toFixed(1)} MB an hour`
}

/** Of the server, as its metrics tell it. */
async function heapMb(): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const [, bytes] = /^nodejs_heap_size_used_bytes (\S+)$/m.exec(text) ?? []
  return Number(bytes) / 1e6
}

function residentMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1000
}
