import { readFile } from 'node:fs/promises'
import { extname, join, normalize, resolve, sep } from 'node:path'
import type { Hono } from 'hono'
import { pagePolicy } from './page-policy.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.geojson': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Serves the files of a built page. Files under `assets/` carry their hash in their name, so they may be kept for ever.
 *
 * @param mapFrom origins, or schemes such as `https:`, from which its pages may fetch a map
 */
export function serveStatic(app: Hono, folder: string, mapFrom: readonly string[] = []): void {
  const root = resolve(folder)
  app.get('*', async (context, next) => {
    const path = decoded(context.req.path)
    if (path === undefined) return next()
    const asked = pathOfFile(path)
    const file = join(root, normalize(asked))
    if (!file.startsWith(root + sep)) return next()
    const body = await readFile(file).catch(() => undefined)
    if (!body) return next()
    const type = types[extname(file)] ?? 'application/octet-stream'
    if (extname(file) === '.html')
      context.header('content-security-policy', pagePolicy(body.toString(), mapFrom))
    return context.body(body, 200, {
      'content-type': type,
      'cache-control': asked.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
  })
}

/** `undefined` for what is no text in percent signs, or holds what no file's name can. */
function decoded(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** A page goes without its `.html` in its address: `/drive` is `drive.html`. */
function pathOfFile(path: string): string {
  if (path === '/') return '/index.html'
  return extname(path) === '' ? `${path}.html` : path
}
