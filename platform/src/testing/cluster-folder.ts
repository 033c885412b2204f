import { join } from 'node:path'
import { readConfig } from '../cli/config.ts'
import { readFolder } from '../manifest/read-folder.ts'
import type { Renderable } from '../manifest/render.ts'

/** `testing/cluster`: a function of each kind, for a cluster of three regions, with code that no compiler changes. */
export async function clusterFolder(): Promise<Renderable> {
  const directory = join(import.meta.dirname, 'cluster')
  const { regions, cluster } = await readConfig(directory)
  const folder = await readFolder(directory, regions, cluster)
  return {
    ...folder,
    functions: folder.functions.map(({ spec, code }) => ({
      spec,
      code: code.kind === 'bundle' ? { kind: 'bundle', text: `export default '${spec.name}'\n` } : code,
    })),
  }
}
