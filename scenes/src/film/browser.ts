import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import { BrowserMissingError } from './errors.ts'

/** The Chromium to render with: `CHROMIUM` when set, else one of the usual places; undefined where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  )
}

export interface FilmBrowser extends AsyncDisposable {
  readonly page: Page
}

/**
 * A headless browser with the film page, drawing WebGL by software so that every machine draws alike.
 *
 * @throws BrowserMissingError
 */
export async function openFilmBrowser(): Promise<FilmBrowser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new BrowserMissingError()
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'error',
  })
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
  const page = await browser.newPage()
  page.on('pageerror', (error) => console.error(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(message.text())
  })
  await page.setContent('<!doctype html><title>film</title>')
  await page.addScriptTag({ content: bundle.outputFiles[0]!.text })
  return {
    page,
    async [Symbol.asyncDispose]() {
      await browser.close()
    },
  }
}
