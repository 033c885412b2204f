import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const executable = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))

const page = join(import.meta.dirname, '../dist/index.html')

/** Why the built console cannot be opened in a browser here, or `false`. */
export const browserMissing: string | false =
  executable === undefined
    ? 'no Chromium was found: install one, or set CHROMIUM to its path'
    : !existsSync(page) && 'the console is not built: npm run build --workspace dashboard'

/** A headless Chromium that draws WebGL by software and asks the network for nothing. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable!,
    args: [
      '--no-sandbox',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}
