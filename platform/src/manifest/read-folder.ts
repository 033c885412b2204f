import { resolve } from 'node:path'
import { findScaledObjects } from '../control/find-scaled-objects.ts'
import { loadFunctions } from '../function/load.ts'
import type { Region } from '../placement/region.ts'
import { ManifestRefusedError } from './errors.ts'
import { pack } from './pack.ts'
import type { Renderable } from './render.ts'
import type { ClusterSettings } from './settings.ts'

/**
 * Reads the folder that `bonghwa up` runs, for a cluster. Here nothing goes on beside what is broken.
 *
 * @throws ManifestRefusedError | FunctionInvalidError
 */
export async function readFolder(
  directory: string,
  regions: readonly Region[],
  settings: ClusterSettings,
): Promise<Renderable> {
  const { functions, broken } = await loadFunctions(directory, 'a cluster')
  const scaledObjects = await findScaledObjects(resolve(directory), functions)
  const failed = [...broken, ...scaledObjects.broken]
  if (failed.length > 0) throw new ManifestRefusedError(failed.map(({ error }) => error.message))
  if (functions.length === 0)
    throw new ManifestRefusedError([`${directory}: there is no function.yaml in it`])
  return {
    functions: await Promise.all(functions.map(pack)),
    scaledObjects: scaledObjects.found.map((each) => ({
      ...each,
      scales: functions.find(
        (spec) => spec.name === each.object.scaleTarget || scaledObjects.of(spec) === each.object,
      )?.name,
    })),
    regions,
    settings,
  }
}
