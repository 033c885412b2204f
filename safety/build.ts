import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { bundleFunction, loadFunctions } from '@bonghwa/platform'

/**
 * `node build.ts FOLDER` makes `FOLDER/<name>/bundle.mjs` of the watch and of every handler of the city, for an image in which
 * `node_modules` lies where it lies now: packages with native code are imported from there.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new TypeError('Say where: node build.ts FOLDER')
const source = join(import.meta.dirname, 'src')
const { functions } = await loadFunctions(join(source, 'functions'))
const handlers = [
  ...functions.flatMap(({ handler }) => handler ?? []),
  join(source, 'functions/deliver/deliver.ts'),
  join(source, 'watch/watch.ts'),
]
for (const handler of new Set(handlers)) {
  const into = resolve(folder, basename(join(handler, '..')))
  await rm(into, { recursive: true, force: true })
  await mkdir(into, { recursive: true })
  await rename(await bundleFunction(handler, into), join(into, 'bundle.mjs'))
}
