// node dashboard/scripts/pictures.ts http://127.0.0.1:7070 [VIEW…]: the pictures of docs/console.md, of the console of a city
// that runs there: every view, by night and by day, on a desk and on a telephone.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { launchBrowser } from '../test/browser.ts'

const [url, ...wanted] = process.argv.slice(2)
if (url === undefined) throw new Error('Give the address of a city that runs.')
const folder = join(import.meta.dirname, '../../docs/pictures/console')
mkdirSync(folder, { recursive: true })

const every = ['now', 'incidents', 'cameras', 'functions', 'nodes', 'review', 'savings', 'stage']
const views = wanted.length > 0 ? wanted : every
const devices = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true },
} as const
/** A map that software draws takes its time. */
const mapMs = 5_000
const settleMs = 2_500

const browser = await launchBrowser()
for (const [device, screen] of Object.entries(devices)) {
  for (const colorScheme of ['dark', 'light'] as const) {
    const context = await browser.newContext({ ...screen, colorScheme, locale: 'en-GB' })
    await context.addInitScript("localStorage.setItem('bonghwa.toured', 'yes')")
    const page = await context.newPage()
    await page.goto(url)
    await page.getByTestId('function-row').first().waitFor({ timeout: 30_000 })
    for (const view of views) {
      await open(page, view)
      const png = await page.screenshot({ timeout: 60_000 })
      const file = join(folder, `${view}-${device}-${colorScheme}.webp`)
      const { size } = await sharp(png).webp({ quality: 82, effort: 6 }).toFile(file)
      console.log(`${file} ${Math.round(size / 1000)} kB`)
    }
    await context.close()
  }
}
await browser.close()

async function open(page: Page, view: string): Promise<void> {
  await page.locator(`[data-view=${view}]`).click()
  if (view !== 'now') await page.locator(`main[data-view-shown=${view}] section`).first().waitFor()
  if (view === 'incidents' && (page.viewportSize()?.width ?? 0) < 1000) {
    await page.getByTestId('incident-link').first().click()
    await page.getByTestId('way').waitFor()
  }
  if (view === 'functions') {
    await page.getByRole('button', { name: /^detect/ }).click()
    await page.getByTestId('function').scrollIntoViewIfNeeded()
    await page.evaluate("document.querySelector('[data-testid=function]').scrollIntoView()")
    await page.evaluate('scrollBy(0, -70)')
  } else await page.evaluate('scrollTo(0, 0)')
  await sleep(view === 'now' || view === 'nodes' ? mapMs : settleMs)
}
