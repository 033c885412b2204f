import { type KubernetesObject, managedBy, nameOf } from '../manifest/object.ts'
import { fieldManager } from './apply-objects.ts'
import { ClusterForbiddenError, KubeStatusError } from './errors.ts'
import { inTurns } from './in-turns.ts'
import type { KubeClient } from './kube-client.ts'
import { kindOf, type LiveObject, pathOf, type Resources } from './resources.ts'

/** Every kind that `render` makes in a namespace; more is never deleted. Secrets and the Namespace are not ours. */
export const prunedKinds: readonly { readonly apiVersion: string; readonly kind: string }[] = [
  { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
  { apiVersion: 'keda.sh/v1alpha1', kind: 'TriggerAuthentication' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  // Of RabbitMQ's topology operator; queues last, when nobody takes from them any more.
  ...['Policy', 'Binding', 'Exchange', 'Queue'].map((kind) => ({ apiVersion: 'rabbitmq.com/v1beta1', kind })),
]

const ours = Object.entries(managedBy)
  .map(([key, value]) => `${key}=${value}`)
  .join(',')

/**
 * What an earlier apply left in the namespace and this one does not have. It bears our label, and we have applied it:
 * what others made, whatever its label, stays. A ConfigMap stays as long as a rollout could go back to it.
 */
export function outdated(
  live: readonly LiveObject[],
  wanted: readonly KubernetesObject[],
  replicaSets: readonly KubernetesObject[],
): LiveObject[] {
  const kept = new Set(wanted.map(keyOf))
  const mounted = new Set(replicaSets.flatMap(mountedBy))
  return live.filter(
    (object) =>
      !kept.has(keyOf(object)) &&
      object.metadata.labels?.['app.kubernetes.io/managed-by'] === 'bonghwa' &&
      object.metadata.managedFields?.some(
        ({ manager, operation }) => manager === fieldManager && operation === 'Apply',
      ) &&
      !(object.kind === 'ConfigMap' && mounted.has(object.metadata.name)),
  )
}

/** Everything in a namespace that bears our label, of the kinds that we make; in the order in which it may go. */
export async function ownObjects(
  client: KubeClient,
  known: Resources,
  namespace: string,
  signal?: AbortSignal,
): Promise<LiveObject[]> {
  const lists = await Promise.all(
    prunedKinds.map(async (each) => {
      const resource = known.get(kindOf(each))
      if (resource === undefined) return []
      const list = await listOrNone(client, pathOf(resource, namespace), signal)
      return list.map((item) => ({ ...item, ...each }))
    }),
  )
  return lists.flat()
}

/** The ReplicaSets of our pods, to which a Deployment may be rolled back. */
export const replicaSetsOf = (client: KubeClient, namespace: string, signal?: AbortSignal) =>
  listOrNone(client, `/apis/apps/v1/namespaces/${namespace}/replicasets`, signal)

/** Deletes them, those that need others first. @returns the names of those that are gone */
export async function removeObjects(
  client: KubeClient,
  known: Resources,
  objects: readonly LiveObject[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  const removed: string[] = []
  for (const kind of new Set(objects.map((object) => object.kind))) {
    await inTurns(
      objects.filter((object) => object.kind === kind),
      async (object) => {
        const resource = known.get(kindOf(object))
        if (resource === undefined) return
        await client
          .send(pathOf(resource, object.metadata.namespace ?? '', object.metadata.name), {
            ...options,
            method: 'DELETE',
            body: {
              kind: 'DeleteOptions',
              apiVersion: 'v1',
              propagationPolicy: 'Background',
              // Not one that somebody made meanwhile under the same name.
              preconditions: { uid: object.metadata.uid },
            },
          })
          .catch((error: Error) => {
            if (!(error instanceof KubeStatusError && [404, 409].includes(error.status))) throw error
          })
        removed.push(nameOf(object))
      },
    )
  }
  return removed
}

/** Names of the ConfigMaps that its pods mount. */
function mountedBy(replicaSet: KubernetesObject): string[] {
  const { spec } = replicaSet as unknown as {
    spec: { template: { spec: { volumes?: readonly { configMap?: { name: string } }[] } } }
  }
  return (spec.template.spec.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? [])
}

const keyOf = (object: KubernetesObject): string => `${kindOf(object)} ${object.metadata.name}`

async function listOrNone(client: KubeClient, path: string, signal?: AbortSignal): Promise<LiveObject[]> {
  try {
    const list = await client.find<{ items?: LiveObject[] }>(path, { query: { labelSelector: ours }, signal })
    return list?.items ?? []
  } catch (error) {
    // What this user may not even see it has not made.
    if (error instanceof ClusterForbiddenError) return []
    throw error
  }
}
