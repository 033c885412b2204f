import { copyFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * `node build.ts [FOLDER]` makes `dist/`, or FOLDER, of plain JavaScript without a package beside it, so that it starts quickly
 * and holds less memory than its source, which Node must strip of types first. `bonghwa.js` is the command line of pods, whose
 * image is small; `command-line.js` the whole one, which no image needs, so that FOLDER is without it; `runtime.js` what a function's own process runs in a pod.
 */
const source = join(import.meta.dirname, 'src')
const [folder] = process.argv.slice(2)
const outdir = folder ?? join(import.meta.dirname, 'dist')

await rm(outdir, { recursive: true, force: true })
await build({
  entryPoints: {
    bonghwa: join(source, 'cli/pod-main.ts'),
    ...(folder === undefined ? { 'command-line': join(source, 'cli/main.ts') } : {}),
    runtime: join(source, 'runtime/main.ts'),
  },
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifyWhitespace: true,
  minifySyntax: true,
  // Only what builds functions needs it, and in a pod they are built.
  external: ['esbuild'],
  banner: {
    js: `import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);`,
  },
  logLevel: 'warning',
})
await copyFile(join(source, 'doorbell/externalscaler.proto'), join(outdir, 'externalscaler.proto'))
// Of what kind the files are, Node need not guess.
await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n')
