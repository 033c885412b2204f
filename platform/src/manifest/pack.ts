import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionSpec } from '../function/function-spec.ts'
import { bundle } from '../instance/bundle.ts'
import type { PackedFunction } from './code.ts'

/**
 * Makes of a function what can leave this machine.
 *
 * @throws FunctionInvalidError when its handler cannot be built, or needs native code
 */
export async function pack(spec: FunctionSpec): Promise<PackedFunction> {
  if (spec.image !== undefined) return { spec, code: { kind: 'image', image: spec.image } }
  if (spec.handler === undefined)
    return { spec, code: { kind: 'files', hash: await hashOfFolder(spec.folder) } }
  const folder = await mkdtemp(join(tmpdir(), 'bonghwa-pack-'))
  try {
    const text = await readFile(await bundle(spec.handler, folder, { portable: true }), 'utf8')
    return { spec, code: { kind: 'bundle', text } }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Of names and contents, so that a changed file gives a new image. */
async function hashOfFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const file of files.toSorted()) {
    hash.update(file.slice(folder.length))
    hash.update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 10)
}
