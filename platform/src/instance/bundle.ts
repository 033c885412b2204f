import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure, BuildOptions, BuildResult, Plugin } from 'esbuild'
import { FunctionInvalidError } from '../function/errors.ts'

/**
 * Builds a handler and what it imports into one JavaScript file, named by its content. Packages with native code, and
 * those that are imported when they are needed (`await import('pg')`), stay outside and are imported by absolute path:
 * a bundle serves the machine that made it, unless it is to be `portable`. `mapped`, it holds where its lines come from.
 *
 * @returns absolute path of the bundle
 * @throws FunctionInvalidError naming the file, the line and the problem, which in a portable one may be native code
 */
export async function bundle(
  entry: string,
  outputFolder: string,
  { portable = false, mapped = true }: { readonly portable?: boolean; readonly mapped?: boolean } = {},
): Promise<string> {
  const result = await buildOnce({
    entryPoints: [entry],
    // Names nothing that is written: it is where the paths of the source map begin.
    outfile: join(outputFolder, 'bundle.mjs'),
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // A bundle is read at every cold start.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: mapped && 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [platformByItself, packagesByPath(portable), packagesUnmapped],
    // Bundled CommonJS may still call require; ES modules have none.
    banner: {
      js: `import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);`,
    },
  }).catch((failure: BuildFailure) => {
    const [first] = failure.errors ?? []
    const where = first?.location
      ? `${relative(process.cwd(), first.location.file)}:${first.location.line}`
      : entry
    throw new FunctionInvalidError(
      where,
      first?.text ?? failure.message,
      'Correct the handler and deploy again.',
      {
        cause: failure,
      },
    )
  })
  const [output] = result.outputFiles
  if (!output) throw new Error('esbuild gave no output')
  const hash = createHash('sha256').update(output.contents).digest('hex').slice(0, 16)
  await mkdir(outputFolder, { recursive: true })
  const file = join(outputFolder, `${hash}.mjs`)
  await writeFile(file, output.contents)
  return file
}

let building = 0
let resting: NodeJS.Timeout | undefined
const restsAfterMs = 1_000

/** Builds, and lets the builder's own process (about 45 MB) go a moment after the last of several. */
async function buildOnce(
  options: BuildOptions & { readonly write: false },
): Promise<BuildResult<typeof options>> {
  // Where all is built already there is no builder.
  const { build, stop } = await import('esbuild')
  clearTimeout(resting)
  building++
  try {
    return await build(options)
  } finally {
    building--
    if (building === 0) resting = setTimeout(stop, restsAfterMs).unref()
  }
}

/** A handler gets the doors of the platform that runs it, in whatever folder it lies and whatever is installed there. */
const platformByItself: Plugin = {
  name: 'platform by itself',
  setup(build) {
    build.onResolve({ filter: /^@bonghwa\/platform\// }, ({ path, kind, resolveDir, pluginData }) =>
      resolveDir === import.meta.dirname
        ? undefined
        : build.resolve(path, { kind, resolveDir: import.meta.dirname, pluginData }),
    )
  },
}

const packagesByPath = (portable: boolean): Plugin => ({
  name: 'packages by path',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'resolved' || kind === 'entry-point' || path.startsWith('node:')) return undefined
      const found = await build.resolve(path, { kind, resolveDir, pluginData: 'resolved' })
      // esbuild says so itself, or leaves it be: a require inside a try may fail.
      if (found.errors.length > 0) return undefined
      // Workspaces are links, so their real path lies outside node_modules: they are source, and bundled.
      if (found.external || !found.path.includes('/node_modules/')) return found
      if (portable) {
        if (!isNative(found.path)) return found
        return { errors: [{ text: `${path} has native code, so it needs an image of its own` }] }
      }
      // Read at every cold start it would be, though a lazy import says that most do without.
      if (kind !== 'dynamic-import' && !isNative(found.path)) return found
      return { path: pathToFileURL(found.path).href, external: true }
    })
  },
})

/** Stack traces name the lines of the function's own source; a map of all its packages would double what is read. */
const packagesUnmapped: Plugin = {
  name: 'packages unmapped',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${emptyMap}`,
      loader: 'js',
    }))
  },
}
const emptyMap = Buffer.from('{"version":3,"sources":[""],"mappings":"A"}').toString('base64')

/** Whether the package of a file compiles or brings machine code, which no bundle can hold. */
function isNative(file: string): boolean {
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? []
  if (folder === undefined) return false
  const { binary, gypfile, scripts, optionalDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string> | undefined>
  const installs = scripts?.install ?? scripts?.postinstall
  return [binary, gypfile, installs, optionalDependencies].some((sign) => sign !== undefined)
}
