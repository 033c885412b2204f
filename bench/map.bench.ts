import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
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
  measures: `GET /api/incidents/points?bbox= over ${count.toLocaleString('en')} incidents, all of them in the box`,
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
      const asked = await measured(await server.newUrl(), folder)
      times.push(asked[0]?.ms ?? [])
      for (const { name, ms, bytes, points } of asked) {
        const size = `${mebibytes(bytes)} MiB, ${mebibytes(gzipSync(bytes))} gzipped`
        const said = `${median(ms)} ms for ${points.toLocaleString('en')} (${size})`
        remarks.push(`${server.name}, ${name}: ${said}`)
      }
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
  const api = cityApi({ ...nothingElse(), store, evidence: evidenceStore(folder) })
  const asked = []
  for (const [name, box] of Object.entries(boxes)) asked.push({ name, ...(await askedFor(api, box)) })
  return asked
}

async function askedFor(api: ReturnType<typeof cityApi>, box: string) {
  const ms: number[] = []
  let bytes = new Uint8Array()
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    const answer = await api.request(`/api/incidents/points?bbox=${box}`)
    bytes = new Uint8Array(await answer.arrayBuffer())
    ms.push(performance.now() - startedAt)
  }
  const { features } = JSON.parse(new TextDecoder().decode(bytes))
  return { ms, bytes, points: features.length as number }
}

/** A third in Seoul, a third in Daejeon, a third anywhere: always the same. */
async function fill(url: string): Promise<void> {
  const { database } = await openEngine(url)
  const labels = ['accident', 'fire', 'gun', 'knife'] as const
  const body = JSON.stringify(sampleIncident())
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
      return {
        id: `inc-${number}`,
        label: labels[number % 4]!,
        region: 'seoul',
        state: number % 50 === 0 ? 'open' : 'closed',
        latitude: centre.latitude + (dice() - 0.5) * spread,
        longitude: centre.longitude + (dice() - 0.5) * spread,
        opened_at: 1_700_000_000_000 + number * 60_000,
        updated_at: 1_700_000_000_000 + number * 60_000,
        ...{ evidence: 'e'.repeat(64), body, revision: number },
      }
    })
    await database.insertInto('incidents').values(rows).execute()
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
