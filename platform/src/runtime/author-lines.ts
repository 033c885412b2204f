import { SourceMap } from 'node:module'
import { pathToFileURL } from 'node:url'
import { lateFs } from './late-fs.ts'

/**
 * From now on stacks name the lines that the function's author wrote. `--enable-source-maps` would read the map at
 * every start, and take a third of it; here it is read when the first stack is asked for.
 *
 * @param bundle absolute path of what `bundle()` built
 */
export function nameAuthorLines(bundle: string) {
  const url = pathToFileURL(bundle).href
  let map: SourceMap | undefined | 'unread' = 'unread'
  Error.prepareStackTrace = (error, sites) => {
    if (map === 'unread') map = mapIn(bundle)
    const known = map
    const lines = sites.map((site) =>
      known && site.getFileName() === url ? inSource(site, known, url) : `${site}`,
    )
    return [`${error}`, ...lines.map((line) => `    at ${line}`)].join('\n')
  }
}

/** `undefined` when it cannot be read: a stack of the bundle is better than none. */
function mapIn(bundle: string): SourceMap | undefined {
  try {
    const [, base64 = ''] = lateFs()
      .readFileSync(bundle, 'utf8')
      .split('\n//# sourceMappingURL=data:application/json;base64,')
    return new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString()))
  } catch {
    return undefined
  }
}

function inSource(site: NodeJS.CallSite, map: SourceMap, url: string): string {
  const [line, column] = [site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0]
  const origin = map.findOrigin(line, column)
  if (!('fileName' in origin)) return `${site}`
  const source = new URL(origin.fileName, url).href
  return `${site}`.replace(
    `${url}:${line}:${column}`,
    `${source}:${origin.lineNumber}:${origin.columnNumber}`,
  )
}
