import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'

/**
 * Writes into the built worker of `/drive` which files the page is made of, so that it opens without a network though it was opened
 * only once. A build with other files is another worker, and a browser takes the new one with all its files or none.
 */
export function driveShell(): Plugin {
  return {
    name: 'drive-shell',
    writeBundle({ dir }, bundle) {
      const worker = join(dir!, 'drive-worker.js')
      const files = filesOf(bundle, 'drive.html')
      const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 8)
      const code = readFileSync(worker, 'utf8')
        .replace("version = 'unbuilt'", `version = '${version}'`)
        .replace('files = []', `files = ${JSON.stringify(files)}`)
      if (!code.includes(version)) throw new Error(`${worker} has no place for its files`)
      writeFileSync(worker, code)
    },
  }
}

/** What a page loads, at once or later; without the fonts, of which each reader sees a few out of a hundred. */
function filesOf(bundle: Rolldown.OutputBundle, page: string): string[] {
  const files = new Set<string>()
  const add = (name: string) => {
    const file = bundle[name]
    if (file?.type !== 'chunk' || files.has(`/${name}`)) return
    files.add(`/${name}`)
    const { importedCss, importedAssets } = file.viteMetadata ?? {}
    for (const loaded of [...(importedCss ?? []), ...(importedAssets ?? [])]) files.add(`/${loaded}`)
    for (const imported of [...file.imports, ...file.dynamicImports]) add(imported)
  }
  for (const file of Object.values(bundle))
    if (file.type === 'chunk' && file.facadeModuleId?.endsWith(page)) add(file.fileName)
  return [...files].filter((file) => !file.endsWith('.woff2')).sort()
}
