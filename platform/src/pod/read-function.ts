import { access, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FunctionInvalidError } from '../function/errors.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { loadFunction, manifestFile } from '../function/load.ts'
import { specFile } from '../manifest/code.ts'

/** A function that lies in a folder, and whether its handler is a bundle already. */
export interface PodFunction {
  readonly spec: FunctionSpec
  readonly built: boolean
}

/**
 * Reads what `render` put into a ConfigMap, or else a folder with `function.yaml` as its author has it.
 *
 * @throws FunctionInvalidError | ConfigInvalidError
 */
export async function readFunction(folder: string): Promise<PodFunction> {
  const file = join(folder, specFile)
  if (!(await exists(file))) {
    return { spec: await loadFunction(join(folder, manifestFile), 'a cluster'), built: false }
  }
  const spec = asSpec(file, await readFile(file, 'utf8'))
  const within = resolve(spec.folder ?? folder)
  const handler = spec.handler === undefined ? undefined : resolve(within, spec.handler)
  if (handler !== undefined && !(await exists(handler)))
    throw new FunctionInvalidError(file, `there is no ${handler}`, 'Render and apply it again.')
  return { spec: { ...spec, folder: within, ...(handler === undefined ? {} : { handler }) }, built: true }
}

function asSpec(file: string, text: string): FunctionSpec & { readonly folder?: string } {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FunctionInvalidError(file, (cause as Error).message, 'Render and apply it again.', { cause })
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
