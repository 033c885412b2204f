import { loadFunctions } from '../function/load.ts'
import type { Platform } from './platform.ts'

/**
 * Deploys every function below a directory. What cannot be deployed is told on stderr and shown with its reason; the
 * rest goes on.
 *
 * @returns how many were deployed
 */
export async function deployDirectory(platform: Platform, directory: string): Promise<number> {
  const { functions, broken } = await loadFunctions(directory)
  const failed = broken.map(({ file, error }) => ({ name: file, error }))
  for (const spec of functions) {
    await platform.deploy(spec).catch((error: Error) => failed.push({ name: spec.name, error }))
  }
  for (const { name, error } of failed) {
    platform.refuse(name, error.message)
    console.error(error.message)
  }
  return functions.length
}
