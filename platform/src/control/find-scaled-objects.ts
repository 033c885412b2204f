import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseScaledObject, type ScaledObject } from '../autoscaler/scaled-object.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { manifestFile } from '../function/load.ts'

/** The ScaledObjects that lie among functions, each found by the function that it scales. */
export interface ScaledObjects {
  of(spec: FunctionSpec): ScaledObject | undefined
  readonly found: readonly { readonly file: string; readonly text: string; readonly object: ScaledObject }[]
  /** Those that cannot be used, with the reason. */
  readonly broken: readonly { readonly file: string; readonly error: Error }[]
}

/**
 * Reads every YAML file of a directory and of its functions' folders that holds a ScaledObject. One scales the function
 * that `scaleTargetRef` names; one that lies in the folder of a function scales that one, whatever it names.
 */
export async function findScaledObjects(
  directory: string,
  functions: readonly FunctionSpec[],
): Promise<ScaledObjects> {
  const found: { readonly file: string; readonly text: string; readonly object: ScaledObject }[] = []
  const broken: { readonly file: string; readonly error: Error }[] = []
  for (const folder of new Set([directory, ...functions.map((spec) => spec.folder)])) {
    for (const file of await yamlFiles(folder)) {
      const text = await readFile(file, 'utf8')
      if (!/^\s*["']?kind["']?\s*:\s*["']?ScaledObject\b/m.test(text)) continue
      try {
        found.push({ file, text, object: parseScaledObject(file, text) })
      } catch (error) {
        broken.push({ file, error: error as Error })
      }
    }
  }
  return {
    of: ({ name, folder }) =>
      (
        found.find(({ object }) => object.scaleTarget === name) ??
        found.find(({ file }) => dirname(file) === folder && !isTaken(file))
      )?.object,
    found,
    broken,
  }

  /** Whether the folder holds the file of another function's ScaledObject, named by its target. */
  function isTaken(file: string): boolean {
    const target = found.find((each) => each.file === file)?.object.scaleTarget
    return functions.some(({ name }) => name === target)
  }
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => /\.ya?ml$/.test(name) && basename(name) !== manifestFile)
    .toSorted()
    .map((name) => join(folder, name))
}
