import { dirname, join, resolve } from 'node:path'
import { FunctionInvalidError, FunctionUnknownError } from '../function/errors.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { loadFunctions } from '../function/load.ts'
import { type Given, withGiven } from './deploy-directory.ts'
import { findScaledObjects } from './find-scaled-objects.ts'
import type { Platform } from './platform.ts'

/** A directory of functions as whoever started the platform has named it. */
export interface Folder {
  readonly directory: string
  readonly given?: Given
}

export interface Redeployed {
  /** New, or other than they were. */
  readonly deployed: readonly string[]
  /** Manifest and code are those that run already. */
  readonly unchanged: readonly string[]
  /** What runs under their name goes on. */
  readonly failed: readonly { readonly name: string; readonly problem: string }[]
}

/**
 * Reads the folders again and deploys what is new or has changed. Sources go on as they are, and so does what the
 * folders no longer have: these take a restart.
 *
 * @param name one function alone
 * @throws FunctionUnknownError, and for one alone whatever its problem is
 */
export async function redeploy(
  platform: Platform,
  folders: readonly Folder[],
  name?: string,
): Promise<Redeployed> {
  const deployed: string[] = []
  const unchanged: string[] = []
  const failed: { name: string; problem: string; error: Error }[] = []
  const known: string[] = []
  for (const { directory, given } of folders) {
    const { functions, broken } = await loadFunctions(directory)
    const scaledObjects = await findScaledObjects(resolve(directory), functions)
    // What could not be read is shown under the name of its file, until it can be.
    for (const file of platform.refused().keys())
      if (file.startsWith(join(directory, '/'))) platform.refuse(file, undefined)
    for (const { file, error } of [...broken, ...scaledObjects.broken]) {
      platform.refuse(file, error.message)
      if (name === undefined || dirname(file) === folderOf(platform, name))
        failed.push({ name: file, problem: error.message, error })
    }
    for (const spec of functions) {
      if (spec.kind !== 'Function') continue
      known.push(spec.name)
      if (name !== undefined && spec.name !== name) continue
      try {
        const isNew = await platform.deploy(
          given === undefined ? spec : withGiven(spec, given),
          scaledObjects.of(spec),
        )
        if (isNew) deployed.push(spec.name)
        else unchanged.push(spec.name)
        platform.refuse(spec.name, undefined)
      } catch (error) {
        const { message } = error as Error
        platform.refuse(spec.name, message)
        failed.push({ name: spec.name, problem: message, error: error as Error })
      }
    }
  }
  if (name !== undefined) {
    const [first] = failed
    if (first !== undefined) throw first.error
    if (deployed.length + unchanged.length === 0) throw new FunctionUnknownError(name, known)
  }
  return { deployed, unchanged, failed: failed.map(({ error: _, ...each }) => each) }
}

const folderOf = (platform: Platform, name: string): string | undefined =>
  platform.lanesOf(name)[0]?.spec.folder

/**
 * Whether a function may take the place of one that runs: its events lie where the old one took them.
 *
 * @throws FunctionInvalidError
 */
export function refuseSwap(before: FunctionSpec | undefined, after: FunctionSpec): void {
  if (before === undefined) return
  const problem =
    before.kind === 'Source' || after.kind === 'Source'
      ? 'a source is not replaced while it runs'
      : before.delivery !== after.delivery || before.maxLength !== after.maxLength
        ? 'its "delivery" and "maxLength" do not change while it runs'
        : undefined
  if (problem !== undefined)
    throw new FunctionInvalidError(`"${after.name}"`, problem, 'Start the platform again to change that.')
}
