import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildFailure, build, type Plugin } from 'esbuild'
import { FunctionInvalidError } from '../function/errors.ts'

/**
 * Builds a handler and what it imports into one JavaScript file, named by its content. Packages stay outside and are
 * imported by absolute path, since native ones cannot be bundled: a bundle serves the machine that made it.
 *
 * @returns absolute path of the bundle
 * @throws FunctionInvalidError naming the file, the line and the problem
 */
export async function bundle(entry: string, outputFolder: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [packagesByPath],
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

const packagesByPath: Plugin = {
  name: 'packages by path',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'resolved' || kind === 'entry-point' || path.startsWith('node:')) return undefined
      const found = await build.resolve(path, { kind, resolveDir, pluginData: 'resolved' })
      if (found.errors.length > 0) return { errors: found.errors }
      // Workspaces are links, so their real path lies outside node_modules: they are source, and bundled.
      if (found.external || !found.path.includes('/node_modules/')) return found
      return { path: pathToFileURL(found.path).href, external: true }
    })
  },
}
