import { managedBy } from '../manifest/object.ts'
import type { KubeClient } from './kube-client.ts'

/** What a cluster says of one installation, as read at one time. */
export interface ClusterState {
  readonly deployments: ReadonlyMap<string, Deployment>
  readonly scaledObjects: ReadonlyMap<string, ScaledObject>
  /** By the name of their target. */
  readonly autoscalers: ReadonlyMap<string, HorizontalPodAutoscaler>
  readonly pods: readonly Pod[]
  podsOf(deployment: Deployment): readonly Pod[]
}

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

interface Metadata {
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
}

export interface Deployment {
  readonly metadata: Metadata
  readonly spec: { readonly replicas?: number; readonly selector: { readonly matchLabels?: Labels } }
  readonly status?: {
    readonly observedGeneration?: number
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly readyReplicas?: number
    readonly availableReplicas?: number
    readonly conditions?: readonly Condition[]
  }
}

type Labels = Readonly<Record<string, string>>

export interface ScaledObject {
  readonly metadata: Metadata
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string }
    readonly minReplicaCount?: number
    readonly maxReplicaCount?: number
    readonly cooldownPeriod?: number
    readonly triggers?: readonly {
      readonly type: string
      readonly metadata: Readonly<Record<string, string>>
    }[]
  }
  readonly status?: {
    readonly conditions?: readonly Condition[]
    readonly lastActiveTime?: string
    readonly health?: Readonly<
      Record<string, { readonly numberOfFailures?: number; readonly status?: string }>
    >
  }
}

export interface HorizontalPodAutoscaler {
  readonly metadata: Metadata
  readonly spec: { readonly scaleTargetRef: { readonly name: string }; readonly maxReplicas: number }
  readonly status?: {
    readonly conditions?: readonly Condition[]
    readonly currentReplicas?: number
    readonly desiredReplicas?: number
  }
}

export interface Pod {
  readonly metadata: Metadata
  readonly spec: { readonly nodeName?: string }
  readonly status?: {
    readonly phase?: string
    readonly reason?: string
    readonly message?: string
    readonly conditions?: readonly Condition[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

export interface ContainerStatus {
  readonly name: string
  readonly ready?: boolean
  readonly restartCount?: number
  readonly state?: {
    readonly running?: object
    readonly waiting?: { readonly reason?: string; readonly message?: string }
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly message?: string }
  }
  readonly lastState?: ContainerStatus['state']
}

export const ownLabel = `app.kubernetes.io/managed-by=${managedBy['app.kubernetes.io/managed-by']}`

/** @throws ClusterForbiddenError | ClusterUnreachableError */
export async function readState(
  client: KubeClient,
  namespace: string,
  signal?: AbortSignal,
): Promise<ClusterState> {
  const list = async <Item>(
    api: string,
    plural: string,
    labelSelector?: string,
  ): Promise<readonly Item[]> => {
    const path = `${api}/namespaces/${namespace}/${plural}`
    const query = labelSelector === undefined ? {} : { labelSelector }
    const found = await client.find<{ readonly items: readonly Item[] }>(path, { query, signal })
    return found?.items ?? []
  }
  const [deployments, scaledObjects, autoscalers, pods] = await Promise.all([
    list<Deployment>('/apis/apps/v1', 'deployments', ownLabel),
    list<ScaledObject>('/apis/keda.sh/v1alpha1', 'scaledobjects', ownLabel),
    // KEDA's own, which bear KEDA's label.
    list<HorizontalPodAutoscaler>('/apis/autoscaling/v2', 'horizontalpodautoscalers'),
    list<Pod>('/api/v1', 'pods', ownLabel),
  ])
  const named = <Item extends { readonly metadata: Metadata }>(items: readonly Item[]) =>
    new Map(items.map((item) => [item.metadata.name, item]))
  return {
    deployments: named(deployments),
    scaledObjects: named(scaledObjects),
    autoscalers: new Map(autoscalers.map((each) => [each.spec.scaleTargetRef.name, each])),
    pods,
    podsOf: ({ spec }) => {
      const wanted = Object.entries(spec.selector.matchLabels ?? {})
      return pods.filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value))
    },
  }
}
