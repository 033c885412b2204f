import { resolve } from 'node:path'
import type { FunctionSpec } from '../function/function-spec.ts'
import { loadFunctions } from '../function/load.ts'
import { log } from '../telemetry/log.ts'
import { findScaledObjects } from './find-scaled-objects.ts'
import type { Platform } from './platform.ts'

/** What an application gives to functions of its own, beyond what their manifests say. */
export interface Given {
  readonly env: Readonly<Record<string, string>>
  /** Absolute paths that they may read, or read and write. */
  readonly read: readonly string[]
  readonly write: readonly string[]
}

/**
 * Deploys every function below a directory, scaled by the ScaledObject that lies beside it if there is one. What cannot
 * be deployed is told on stderr and shown with its reason; the rest goes on.
 *
 * @param given for all of them
 * @returns how many were deployed
 */
export async function deployDirectory(platform: Platform, directory: string, given?: Given): Promise<number> {
  const { functions, broken } = await loadFunctions(directory)
  const scaledObjects = await findScaledObjects(resolve(directory), functions)
  const failed = [...broken, ...scaledObjects.broken].map(({ file, error }) => ({ name: file, error }))
  for (const spec of functions) {
    const scaledObject = scaledObjects.of(spec)
    for (const remark of scaledObject?.remarks ?? [])
      log({ level: 'warn', message: `${spec.name}: ${remark}` })
    await platform
      .deploy(given === undefined ? spec : withGiven(spec, given), scaledObject)
      .catch((error: Error) => failed.push({ name: spec.name, error }))
  }
  for (const { name, error } of failed) {
    platform.refuse(name, error.message)
    log({ level: 'error', message: error.message })
  }
  return functions.length
}

/** The function as its own manifest and its application together describe it. */
export function withGiven(spec: FunctionSpec, { env, read, write }: Given): FunctionSpec {
  const { permissions } = spec
  return {
    ...spec,
    env: { ...env, ...spec.env },
    permissions: {
      ...permissions,
      read: [...permissions.read, ...read],
      write: [...permissions.write, ...write],
    },
  }
}
