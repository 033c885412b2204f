import { resolve } from 'node:path'
import { loadFunctions } from '../function/load.ts'
import { log } from '../telemetry/log.ts'
import { findScaledObjects } from './find-scaled-objects.ts'
import type { Platform } from './platform.ts'

/**
 * Deploys every function below a directory, scaled by the ScaledObject that lies beside it if there is one. What cannot
 * be deployed is told on stderr and shown with its reason; the rest goes on.
 *
 * @returns how many were deployed
 */
export async function deployDirectory(platform: Platform, directory: string): Promise<number> {
  const { functions, broken } = await loadFunctions(directory)
  const scaledObjects = await findScaledObjects(resolve(directory), functions)
  const failed = [...broken, ...scaledObjects.broken].map(({ file, error }) => ({ name: file, error }))
  for (const spec of functions) {
    const scaledObject = scaledObjects.of(spec)
    for (const remark of scaledObject?.remarks ?? [])
      log({ level: 'warn', message: `${spec.name}: ${remark}` })
    await platform.deploy(spec, scaledObject).catch((error: Error) => failed.push({ name: spec.name, error }))
  }
  for (const { name, error } of failed) {
    platform.refuse(name, error.message)
    log({ level: 'error', message: error.message })
  }
  return functions.length
}
