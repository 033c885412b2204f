// The pictures of docs/driving.md, of the built page in a browser that drives: `node scripts/drive-pictures.ts`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { launchBrowser } from '../dashboard/test/browser.ts'
import { driveServer, southOf } from '../test/drive-server.ts'

const pictures = join(import.meta.dirname, '../docs/pictures')
const noon = new Date('2026-11-24T12:30:00+09:00')
const evening = new Date('2026-11-24T20:30:00+09:00')
const phone = { width: 390, height: 844 }

const upright = [
  { locale: 'ko-KR', at: evening, metres: 480 },
  { locale: 'ko-KR', at: noon, metres: 260 },
  { locale: 'en-GB', at: evening, metres: 480 },
  { locale: 'en-GB', at: noon, metres: 1200 },
].map((shown) => ({ ...shown, viewport: phone }))
const across = { locale: 'ko-KR', at: evening, metres: 480, viewport: { width: 844, height: 390 } }

await using server = await driveServer()
await using browser = await launchBrowser()
const drives = []
for (const shown of upright) drives.push(await pictureOf(shown))
writeFileSync(join(pictures, 'drive.png'), await sideBySide(drives, phone))
writeFileSync(join(pictures, 'drive-landscape.png'), await small(await pictureOf(across)))

async function pictureOf({ locale, at, metres, viewport }: Shown): Promise<Buffer> {
  await using context = await browser.newContext({
    ...{ locale, viewport, deviceScaleFactor: 2, permissions: ['geolocation'] },
    colorScheme: at === noon ? 'light' : 'dark',
    timezoneId: 'Asia/Seoul',
  })
  const page = await context.newPage()
  await page.clock.install({ time: at })
  await page.goto(server.url)
  await page.getByTestId('start').waitFor()
  await context.setGeolocation(southOf(metres + 60))
  await page.getByTestId('start').click()
  await page.getByTestId('road-pin').waitFor({ timeout: 60_000 })
  // Driven for a moment, so that the car has a heading.
  await context.setGeolocation(southOf(metres))
  await page.locator('[data-label=accident]').waitFor()
  await page.clock.runFor(3000)
  await page.waitForTimeout(4000)
  return await page.screenshot()
}

interface Shown {
  readonly locale: string
  readonly at: Date
  /** Before the crash. */
  readonly metres: number
  readonly viewport: { readonly width: number; readonly height: number }
}

/** In a row, with room between them. */
async function sideBySide(images: readonly Buffer[], { width, height }: typeof phone): Promise<Buffer> {
  const gap = 24
  const all = sharp({
    create: {
      ...{ width: images.length * (width + gap) - gap, height, channels: 4 },
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    },
  })
  const parts = await Promise.all(images.map((image) => sharp(image).resize(width, height).png().toBuffer()))
  return all
    .composite(parts.map((input, index) => ({ input, left: index * (width + gap), top: 0 })))
    .png({ compressionLevel: 9, palette: true })
    .toBuffer()
}

function small(image: Buffer): Promise<Buffer> {
  return sharp(image).png({ compressionLevel: 9, palette: true }).toBuffer()
}
