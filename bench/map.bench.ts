import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createAdaptorServer } from '@hono/node-server'
import { cityApi } from '../safety/src/api/city-api.ts'
import { sampleIncident } from '../safety/src/outcome/sample.ts'
import { evidenceStore } from '../safety/src/store/evidence.ts'
import { openEngine } from '../safety/src/store/open-engine.ts'
import { openStore } from '../safety/src/store/open-store.ts'
import { storeServers } from '../safety/src/testing/store-servers.ts'
import type { Benchmark } from './benchmark.ts'

const count = 100_000
const rounds = 7

/** West, south, east, north: all that there is, the city of Seoul, a quarter of it. */
const boxes = {
  'all of Korea': '124,33,132,39',
  Seoul: '126.76,37.42,127.19,37.70',
  'a quarter': '127.00,37.48,127.06,37.52',
} as const

const benchmark: Benchmark = {
  measures: `GET /api/incidents/points?bbox= of ${count.toLocaleString('en')} incidents, all of them in the box, over HTTP until the last byte`,
  unit: 'ms',
  ours: 'SQLite',
  other: 'PostgreSQL',
  further: ['MariaDB'],
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-map-'))
    const times: number[][] = []
    const remarks: string[] = []
    for (const server of await storeServers()) {
      if (server.skip !== false) {
        console.error(`${server.name}: ${server.skip}`)
        times.push([Number.NaN])
        continue
      }
      const { boxes, warnings } = await measured(await server.newUrl(), folder)
      times.push(boxes[0]?.ms ?? [])
      for (const { name, ms, bytes, features } of boxes) {
        const size = `${mebibytes(bytes)} MiB, ${mebibytes(gzipSync(bytes))} gzipped`
        const said = `${median(ms)} ms for ${features.toLocaleString('en')} (${size})`
        remarks.push(`${server.name}, ${name}: ${said}`)
      }
      const open = warnings.features.toLocaleString('en')
      remarks.push(`${server.name}, /api/road/warnings: ${median(warnings.ms)} ms for ${open} that are open`)
      await server[Symbol.asyncDispose]()
    }
    rmSync(folder, { recursive: true, force: true })
    const [ours = [], other = [], ...further] = times
    return { ours, other, further, remarks }
  },
}

export default benchmark

async function measured(url: string, folder: string) {
  await using store = await openStore(url)
  await fill(url)
  const { fetch } = cityApi({ ...nothingElse(), store, evidence: evidenceStore(folder) })
  const server = createAdaptorServer({ fetch })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const asked = []
  for (const [name, box] of Object.entries(boxes))
    asked.push({ name, ...(await askedFor(`${origin}/api/incidents/points?bbox=${box}`)) })
  const warnings = await askedFor(`${origin}/api/road/warnings`)
  server.close()
  return { boxes: asked, warnings }
}

async function askedFor(url: string) {
  const ms: number[] = []
  let bytes = new Uint8Array()
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    bytes = await bytesOf(url)
    ms.push(performance.now() - startedAt)
  }
  const { features } = JSON.parse(new TextDecoder().decode(bytes))
  return { ms, bytes, features: features.length as number }
}

/** Read and not decoded: this process serves as well, and a browser's work is its own. */
function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk)
      resolve(new Uint8Array(Buffer.concat(chunks)))
    }).on('error', reject)
  })
}

/** A third in Seoul, a third in Daejeon, a third anywhere; a hundred are open and have a pin. Always the same. */
async function fill(url: string): Promise<void> {
  const { database } = await openEngine(url)
  const labels = ['accident', 'fire', 'gun', 'knife'] as const
  const dice = lehmer(20_261_124)
  const batch = 500
  for (let from = 0; from < count; from += batch) {
    const rows = Array.from({ length: batch }, (_, index) => {
      const number = from + index
      const [centre, spread] = [
        [{ latitude: 37.56, longitude: 126.98 }, 0.2] as const,
        [{ latitude: 36.35, longitude: 127.38 }, 0.2] as const,
        [{ latitude: 36, longitude: 128 }, 4] as const,
      ][number % 3]!
      const place = {
        latitude: centre.latitude + (dice() - 0.5) * spread,
        longitude: centre.longitude + (dice() - 0.5) * spread,
      }
      const incident = sampleIncident({
        ...{ id: `inc-${number}`, label: labels[number % 4]!, place },
        state: number % 997 === 0 ? 'open' : 'closed',
        openedAt: 1_700_000_000_000 + number * 60_000,
      })
      const { id, label, region, state, openedAt, evidence } = incident
      return {
        ...{ id, label, region, state, ...place, evidence, revision: number },
        ...{ opened_at: openedAt, updated_at: openedAt, body: JSON.stringify(incident) },
      }
    })
    await database.insertInto('incidents').values(rows).execute()
    const pins = rows
      .filter(({ state }) => state === 'open')
      .map(({ id, region, opened_at }) => ({ incident: id, function: 'map', region, at: opened_at }))
    if (pins.length > 0) await database.insertInto('pins').values(pins).execute()
  }
  await database.destroy()
}

function lehmer(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

function nothingElse() {
  const city = { name: 'bench', map: { style: null }, regions: [], cameras: [] }
  return {
    city: { ...city, reviews: { weapon: 'ask', expiresAfterMinutes: 180 } as const },
    regions: () => [],
    cameras: () => [],
    receive: async () => {},
    frame: async () => undefined,
    outline: async () => {},
    trace: async () => [],
    ...{ vapidPublicKey: '', version: '' },
  }
}

function mebibytes({ length }: Uint8Array): string {
  return (length / 2 ** 20).toFixed(1)
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN)
}
