import { type KubernetesObject, nameOf } from '../manifest/object.ts'
import { type Difference, differences } from './difference.ts'
import { ClusterForbiddenError, FieldConflictError, KubeStatusError, ObjectRefusedError } from './errors.ts'
import { inTurns } from './in-turns.ts'
import type { KubeClient } from './kube-client.ts'
import { isScaled, withReplicas } from './replicas.ts'
import { type LiveObject, pathOfObject, type Resources } from './resources.ts'

export const fieldManager = 'bonghwa'

export interface PlannedObject {
  readonly object: KubernetesObject
  /** `left`: it is there, and this user may not change it. */
  readonly change: 'created' | 'changed' | 'unchanged' | 'left'
  readonly differences: readonly Difference[]
}

export interface ApplyOptions {
  /** Takes fields from whoever else has set them. */
  readonly force: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks the API server what applying these objects would change, and changes nothing.
 *
 * @returns one for each object, in their order
 * @throws FieldConflictError | ObjectRefusedError | ClusterForbiddenError | ClusterUnreachableError
 */
export async function planObjects(
  client: KubeClient,
  known: Resources,
  objects: readonly KubernetesObject[],
  options: ApplyOptions,
): Promise<PlannedObject[]> {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace')
  const plans = new Map<KubernetesObject, PlannedObject>()
  for (const object of namespaces) plans.set(object, await planNamespace(client, known, object, options))
  const unborn = new Set(
    namespaces.filter((each) => plans.get(each)?.change === 'created').map(({ metadata }) => metadata.name),
  )
  await inTurns(objects, async (object) => {
    if (plans.has(object)) return
    // The API server tries nothing in a namespace that is not there yet.
    const plan: PlannedObject = unborn.has(object.metadata.namespace ?? '')
      ? { object, change: 'created', differences: [] }
      : await planObject(client, known, objects, object, options)
    plans.set(object, plan)
  })
  return objects.flatMap((object) => plans.get(object) ?? [])
}

/**
 * Applies what the plan says is new or changed, each kind after those that it needs.
 *
 * @param applied hears of each object
 * @throws like `planObjects`; what was applied before stays
 */
export async function applyObjects(
  client: KubeClient,
  known: Resources,
  plan: readonly PlannedObject[],
  options: ApplyOptions,
  applied: (planned: PlannedObject) => void = () => {},
): Promise<void> {
  const objects = plan.map(({ object }) => object)
  const due = plan.filter(({ change }) => change === 'created' || change === 'changed')
  for (const turn of [0, 1, 2, 3]) {
    const now = due.filter(({ object }) => turnOf(object.kind) === turn)
    await inTurns(now, async (planned) => {
      const { object } = planned
      const scaled = isScaled(object, objects)
      for (let tries = 1; ; tries++) {
        const live = scaled ? await client.find<LiveObject>(pathOfObject(object, known), options) : undefined
        try {
          await serverSideApply(client, known, scaled ? withReplicas(object, live) : object, options)
          break
        } catch (error) {
          // KEDA counted anew between the question and the answer.
          if (!(scaled && error instanceof FieldConflictError && tries < 3)) throw error
        }
      }
      applied(planned)
    })
  }
}

/** A ScaledObject is not ready without its target, a pod waits without its ConfigMap. */
const turnOf = (kind: string): number => ({ Namespace: 0, Deployment: 2, ScaledObject: 3 })[kind] ?? 1

async function planNamespace(
  client: KubeClient,
  known: Resources,
  object: KubernetesObject,
  options: ApplyOptions,
): Promise<PlannedObject> {
  try {
    return await planObject(client, known, [], object, options)
  } catch (error) {
    // Who may only work within a namespace was given it by somebody else.
    if (error instanceof ClusterForbiddenError) return { object, change: 'left', differences: [] }
    throw error
  }
}

async function planObject(
  client: KubeClient,
  known: Resources,
  objects: readonly KubernetesObject[],
  object: KubernetesObject,
  options: ApplyOptions,
): Promise<PlannedObject> {
  const { signal } = options
  const live = await client.find<LiveObject>(pathOfObject(object, known), { signal })
  const wanted = isScaled(object, objects) ? withReplicas(object, live) : object
  const result = await serverSideApply(client, known, wanted, options, { dryRun: 'All' })
  if (live === undefined) return { object, change: 'created', differences: differences({}, object) }
  const found = differences(live, result)
  const owned = live.metadata.managedFields?.some(
    ({ manager, operation }) => manager === fieldManager && operation === 'Apply',
  )
  // What somebody else made just as we would is still to be ours, or it would not be pruned with the rest.
  return { object, change: found.length === 0 && owned ? 'unchanged' : 'changed', differences: found }
}

async function serverSideApply(
  client: KubeClient,
  known: Resources,
  object: KubernetesObject,
  { force, signal }: ApplyOptions,
  query: Readonly<Record<string, string>> = {},
): Promise<LiveObject> {
  try {
    return await client.send<LiveObject>(pathOfObject(object, known), {
      method: 'PATCH',
      contentType: 'application/apply-patch+yaml',
      query: { fieldManager, force, ...query },
      body: object,
      signal,
    })
  } catch (error) {
    if (!(error instanceof KubeStatusError)) throw error
    const name = nameOf(object)
    const conflicts = error.causes.filter(({ reason }) => reason === 'FieldManagerConflict')
    if (conflicts.length > 0) {
      throw new FieldConflictError(
        name,
        conflicts.map(({ field, message }) => `${field} of ${/"[^"]*"/.exec(message)?.[0] ?? message}`),
      )
    }
    if (error.status >= 500 || error.status === 429) throw error
    throw new ObjectRefusedError(name, error.said)
  }
}
