import { readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { readYaml } from '../config/read-yaml.ts'
import { FunctionInvalidError } from './errors.ts'
import { type FunctionSpec, manifestSchema } from './function-spec.ts'
import { triggersOf } from './on.ts'

export const manifestFile = 'function.yaml'

/** Who is to run what is loaded: container images are for a cluster alone. */
export type RunsIn = 'this machine' | 'a cluster'

/**
 * Reads one `function.yaml`.
 *
 * @throws ConfigInvalidError | FunctionInvalidError
 */
export async function loadFunction(file: string, runsIn: RunsIn = 'this machine'): Promise<FunctionSpec> {
  const { kind, metadata, spec } = await readYaml(file, manifestSchema)
  const folder = resolve(dirname(file))
  const image = kind === 'Function' ? spec.image : undefined
  if (image !== undefined && runsIn === 'this machine') {
    throw new FunctionInvalidError(
      file,
      'runs from a container image, which this machine cannot start',
      'Give a "handler" or a "command" to run it here, or apply it to a cluster.',
    )
  }
  if (spec.handler !== undefined && !(await isFile(resolve(folder, spec.handler)))) {
    throw new FunctionInvalidError(
      file,
      `its handler ${spec.handler} is not a file`,
      'Create it, or correct "spec.handler".',
    )
  }
  return {
    name: metadata.name,
    kind,
    folder,
    ...(spec.handler === undefined ? {} : { handler: resolve(folder, spec.handler) }),
    ...(spec.command === undefined ? {} : { command: spec.command }),
    ...(image === undefined ? {} : { image }),
    ...triggersOf(spec.on),
    placement: kind === 'Function' ? spec.placement : 'nearest',
    scale: kind === 'Function' ? spec.scale : alwaysOne,
    concurrency: kind === 'Function' ? spec.concurrency : 1000,
    timeoutMs: spec.timeoutSeconds * 1000,
    retry: spec.retry,
    delivery: spec.delivery,
    maxLength: spec.maxLength,
    env: spec.env,
    secrets: spec.secrets,
    resources: spec.resources,
    ...(kind === 'Function' && spec.fallback === 'cpu' ? { fallback: spec.fallback } : {}),
    permissions: {
      ...spec.permissions,
      read: spec.permissions.read.map((path) => resolve(folder, path)),
      write: spec.permissions.write.map((path) => resolve(folder, path)),
    },
    isolation: spec.isolation,
  }
}

/**
 * Every function below a directory: `function.yaml` in it, or in folders of it (two levels).
 * A broken one does not hide the others: it comes back as its error.
 */
export async function loadFunctions(
  directory: string,
  runsIn: RunsIn = 'this machine',
): Promise<{
  readonly functions: readonly FunctionSpec[]
  readonly broken: readonly { file: string; error: Error }[]
}> {
  const functions: FunctionSpec[] = []
  const broken: { file: string; error: Error }[] = []
  for (const file of await manifests(directory, 2)) {
    try {
      const spec = await loadFunction(file, runsIn)
      const twin = functions.find(({ name }) => name === spec.name)
      if (twin) {
        throw new FunctionInvalidError(
          file,
          `the name "${spec.name}" is taken by ${twin.folder}`,
          'Give one of them another "metadata.name".',
        )
      }
      functions.push(spec)
    } catch (error) {
      broken.push({ file, error: error as Error })
    }
  }
  return { functions, broken }
}

const alwaysOne: FunctionSpec['scale'] = {
  minReplicaCount: 1,
  maxReplicaCount: 1,
  cooldownPeriod: 0,
  pollingInterval: 30,
  value: 1,
  activationValue: 0,
  activation: 'push',
}

async function manifests(directory: string, depth: number): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const here = entries.some((entry) => entry.name === manifestFile) ? [join(directory, manifestFile)] : []
  if (depth === 0) return here
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => join(directory, entry.name))
    .sort()
  return [...here, ...(await Promise.all(folders.map((folder) => manifests(folder, depth - 1)))).flat()]
}

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
