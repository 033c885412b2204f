import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { browserMissing, launchBrowser } from '../dashboard/test/browser.ts'
import { cityProcess } from '../safety/src/testing/city-process.ts'
import type { Benchmark } from './benchmark.ts'

const rounds = 7
const dist = join(import.meta.dirname, '../dashboard/dist')

/** A browser that was never there before, each time; the city is at rest. */
const benchmark: Benchmark = {
  measures: 'From asking for the page to its first contentful paint, headless Chromium without a GPU',
  unit: 'ms',
  ours: 'the console',
  other: 'a line of JSON of the same city (GET /api/city)',
  further: ['the console until its functions are shown'],
  async measure() {
    if (browserMissing !== false) throw new Error(`The console cannot be opened: ${browserMissing}`)
    await using city = await cityProcess([
      { region: 'seoul', clip: 'traffic_day', play: 'play: once, after: 3600' },
    ])
    await city.start()
    const browser = await launchBrowser()
    const sides = { ours: [] as number[], other: [] as number[], shown: [] as number[] }
    try {
      for (let round = 0; round < rounds; round++) {
        sides.other.push((await opened(browser, `${city.url}/api/city`)).painted)
        const { painted, shown } = await opened(browser, `${city.url}/`, '[data-testid=function-row]')
        sides.ours.push(painted)
        sides.shown.push(shown)
      }
    } finally {
      await browser.close()
    }
    return { ours: sides.ours, other: sides.other, further: [sides.shown], remarks: [weights()] }
  },
}
export default benchmark

/** Milliseconds from the page's request. */
async function opened(browser: Browser, url: string, wanted?: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  if (wanted !== undefined) await page.locator(wanted).first().waitFor()
  const shown = await page.evaluate<number>('performance.now()')
  const painted = await page.evaluate<number>(`new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime))
    observer.observe({ type: 'paint', buffered: true })
  })`)
  await context.close()
  return { painted, shown }
}

/** What the page fetches before it shows itself, and what comes later. */
function weights(): string {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const first = [...html.matchAll(/\/assets\/[^"]+\.(?:js|css)/g)].map(([path]) =>
    path.slice('/assets/'.length),
  )
  const kilobytes = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, 'assets', name))).length, 0) / 1000
  const later = (prefix: string) =>
    readdirSync(join(dist, 'assets')).filter((name) => name.startsWith(prefix) && /\.(js|css)$/.test(name))
  const say = (names: readonly string[]) => `${kilobytes(names).toFixed(0)} kB`
  return `gzip: ${say(first)} of scripts and styles at first, then the map ${say(later('maplibre'))}; the world of the stage, when something is staged, ${say(later('world'))}`
}
