import { setTimeout as sleep } from 'node:timers/promises'
import type { KubernetesObject } from '../manifest/object.ts'
import { RolloutUnfinishedError } from './errors.ts'
import type { KubeClient } from './kube-client.ts'
import { podProblem } from './pod-problem.ts'
import type { ClusterState, Deployment, ScaledObject } from './state.ts'
import { readState } from './state.ts'

export interface RolloutOptions {
  /** After which it gives up; what was applied stays. */
  readonly timeoutSeconds: number
  readonly signal?: AbortSignal | undefined
  /** Hears how many are ready, and of each that is not, why; only when that has changed. */
  readonly progress: (ready: number, of: number, waiting: readonly string[]) => void
}

const pauseMs = 1000

/**
 * Waits until the cluster runs what was applied.
 *
 * @throws RolloutUnfinishedError | ClusterUnreachableError
 */
export async function untilReady(
  client: KubeClient,
  namespace: string,
  applied: readonly KubernetesObject[],
  { timeoutSeconds, signal, progress }: RolloutOptions,
): Promise<void> {
  const end = Date.now() + timeoutSeconds * 1000
  const names = applied
    .filter(({ kind }) => kind === 'Deployment' || kind === 'ScaledObject')
    // A region without a node is dead, which is no fault of what was applied: others do its work.
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] !== 'beacon')
    .map(({ kind, metadata }) => ({ kind, name: metadata.name }))
  let told: string | undefined
  for (;;) {
    const state = await readState(client, namespace, signal)
    const waiting = names.flatMap(({ kind, name }) => {
      const why =
        kind === 'Deployment'
          ? deploymentWaits(state.deployments.get(name), state)
          : scaledObjectWaits(state.scaledObjects.get(name))
      return why === undefined ? [] : [`${kind}/${name}: ${why}`]
    })
    const now = waiting.join('\n')
    if (now !== told) progress(names.length - waiting.length, names.length, waiting)
    told = now
    if (waiting.length === 0) return
    if (Date.now() > end) throw new RolloutUnfinishedError(timeoutSeconds, waiting)
    await sleep(pauseMs, undefined, { signal })
  }
}

/** Why a Deployment does not run what it should, in words; `undefined` when it does. */
export function deploymentWaits(
  deployment: Deployment | undefined,
  state: Pick<ClusterState, 'podsOf'>,
): string | undefined {
  if (deployment === undefined) return 'it is not there yet'
  const { metadata, spec, status = {} } = deployment
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return 'not noticed by the cluster yet'
  const { replicas: wanted = 1 } = spec
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  if (updatedReplicas >= wanted && replicas <= updatedReplicas && availableReplicas >= wanted)
    return undefined
  const problem = state
    .podsOf(deployment)
    .map(podProblem)
    .find((each) => each !== undefined)
  if (problem !== undefined) return problem
  const refused = status.conditions?.find(
    ({ type, status: is }) => type === 'ReplicaFailure' && is === 'True',
  )
  if (refused?.message !== undefined) return refused.message
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} pods of before are ending`
  return `${availableReplicas} of ${wanted} pods are ready`
}

/** Why KEDA does not scale by a ScaledObject, in words. */
export function scaledObjectWaits(object: ScaledObject | undefined): string | undefined {
  if (object === undefined) return 'it is not there yet'
  const ready = object.status?.conditions?.find(({ type }) => type === 'Ready')
  if (ready?.status === 'True') return undefined
  if (ready === undefined || ready.status === 'Unknown') return 'KEDA has not looked at it yet'
  return ready.message ?? ready.reason ?? 'KEDA says that it is not ready'
}
