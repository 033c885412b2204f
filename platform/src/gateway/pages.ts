import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Hono } from 'hono'

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

/** Serves the files of a built page. Files under `assets/` carry their hash in their name, so they may be kept for ever. */
export function serveStatic(app: Hono, folder: string): void {
  app.get('*', async (context, next) => {
    const path = pathOfFile(decodeURIComponent(context.req.path))
    const file = join(folder, normalize(path))
    if (!file.startsWith(folder)) return next()
    const body = await readFile(file).catch(() => undefined)
    if (!body) return next()
    return context.body(body, 200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
  })
}

/** A page goes without its `.html` in its address: `/drive` is `drive.html`. */
function pathOfFile(path: string): string {
  if (path === '/') return '/index.html'
  return extname(path) === '' ? `${path}.html` : path
}
