import { createHash } from 'node:crypto'

/**
 * What a page may do: run the scripts of this host and the inline ones that are in it, and ask this host and the map's.
 *
 * @param html the page
 * @param elsewhere origins, or schemes such as `https:`, from which it may fetch its map
 */
export function pagePolicy(html: string, elsewhere: readonly string[]): string {
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...inline],
    'worker-src': ["'self'", 'blob:'],
    'style-src': ["'self'"],
    // Where things stand on a page is computed.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...elsewhere],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...elsewhere],
    'manifest-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')
}
