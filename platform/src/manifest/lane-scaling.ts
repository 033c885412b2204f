import { parseDocument } from 'yaml'
import { scaledObjectDocument } from '../autoscaler/scaled-object-document.ts'
import type { ClusterLane } from './lane.ts'
import { type KubernetesObject, labelsOf } from './object.ts'
import type { ClusterSettings } from './settings.ts'

/** By which KEDA's own trigger reaches the broker's management API. */
export const brokerAuthentication = 'rabbitmq'
/** By which KEDA trusts the doorbell, when that speaks TLS. */
export const doorbellAuthentication = 'bonghwa-doorbell'

/**
 * What scales a lane. `activation: push` has the doorbell wake it at once; `poll` leaves that to KEDA's own trigger, by
 * the management API, so that an event which is being handled counts.
 *
 * @param written the text of a ScaledObject that the author has for the function
 */
export function laneScaledObject(
  lane: ClusterLane,
  settings: ClusterSettings,
  written?: string,
): KubernetesObject {
  const { spec, home, name } = lane
  const own = written === undefined ? undefined : specOf(written)
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name,
      namespace: settings.namespace,
      labels: {
        ...labelsOf(spec.name, lane.standsIn ? 'fallback' : 'function'),
        'bonghwa.dev/function': spec.name,
        'bonghwa.dev/region': home.name,
      },
      ...(own?.annotations === undefined ? {} : { annotations: own.annotations }),
    },
    spec: lane.standsIn ? leftOver(lane) : own ? authored(own.spec, lane) : fromManifest(lane, settings),
  }
}

/** What the manifest's `scale` says; under `poll` nothing more, since that is what decides on one machine. */
function fromManifest(lane: ClusterLane, settings: ClusterSettings) {
  const { scale } = lane.spec
  return {
    scaleTargetRef: { name: lane.name },
    pollingInterval: scale.pollingInterval,
    cooldownPeriod: Math.round(scale.cooldownPeriod),
    minReplicaCount: scale.minReplicaCount,
    maxReplicaCount: scale.maxReplicaCount,
    ...(scale.activation === 'push' ? quick(scale.cooldownPeriod) : {}),
    triggers: [scale.activation === 'push' ? doorbellTrigger(lane, settings) : pollTrigger(lane)],
  }
}

/** Between two looks at what is left. */
const leftOverSeconds = 5

/** For what the pods with the devices leave waiting: what they are handling does not count, so it needs the management API. */
function leftOver(lane: ClusterLane) {
  const { scale } = lane.spec
  const trigger = pollTrigger(lane)
  return {
    scaleTargetRef: { name: lane.name },
    pollingInterval: leftOverSeconds,
    cooldownPeriod: Math.round(scale.cooldownPeriod),
    minReplicaCount: scale.minReplicaCount,
    maxReplicaCount: scale.maxReplicaCount,
    ...quick(scale.cooldownPeriod),
    triggers: [{ ...trigger, metadata: { ...trigger.metadata, excludeUnacknowledged: 'true' } }],
  }
}

/** Up at once, down when the cooldown is over; what was recommended before zero does not come back after it. */
const quick = (cooldownPeriod: number) => ({
  advanced: {
    restoreToOriginalReplicaCount: false,
    horizontalPodAutoscalerConfig: {
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          policies: [
            { type: 'Percent', value: 300, periodSeconds: 5 },
            { type: 'Pods', value: 8, periodSeconds: 5 },
          ],
        },
        scaleDown: {
          stabilizationWindowSeconds: Math.min(3600, Math.round(cooldownPeriod)),
          policies: [{ type: 'Percent', value: 50, periodSeconds: 15 }],
        },
      },
    },
  },
  fallback: { failureThreshold: 3, replicas: 1, behavior: 'currentReplicasIfHigher' },
})

function doorbellTrigger({ spec, queue }: ClusterLane, settings: ClusterSettings) {
  const { address, port, tlsSecret } = settings.doorbell
  return {
    type: 'external-push',
    metricType: 'AverageValue',
    metadata: {
      scalerAddress: address ?? `bonghwa-doorbell.${settings.namespace}.svc.cluster.local:${port}`,
      ...(tlsSecret === undefined ? {} : { enableTLS: 'true' }),
      queueName: queue.name,
      routingKeys: queue.options.bindings.join(','),
      value: String(spec.scale.value),
      activationValue: String(spec.scale.activationValue),
    },
    ...(tlsSecret === undefined ? {} : { authenticationRef: { name: doorbellAuthentication } }),
  }
}

function pollTrigger({ spec, queue }: ClusterLane) {
  return {
    type: 'rabbitmq',
    metricType: 'AverageValue',
    metadata: {
      protocol: 'http',
      mode: 'QueueLength',
      value: String(spec.scale.value),
      activationValue: String(spec.scale.activationValue),
      queueName: queue.name,
    },
    authenticationRef: { name: brokerAuthentication },
  }
}

interface Written {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> }
  readonly spec: {
    readonly triggers: readonly Trigger[]
    readonly [key: string]: unknown
  }
}

interface Trigger {
  readonly type: string
  readonly metadata: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

function specOf(text: string) {
  const { metadata, spec } = parseDocument(scaledObjectDocument(text)).toJS() as Written
  return { annotations: metadata.annotations, spec }
}

/** As its author wrote it, for this lane: its target, its queue, and the broker's address from the Secret. */
const authored = (written: Written['spec'], { name, queue }: ClusterLane) => ({
  ...written,
  scaleTargetRef: { name },
  triggers: written.triggers.map((trigger) => {
    if (trigger.type !== 'rabbitmq') return trigger
    const { host: _, hostFromEnv: __, ...metadata } = trigger.metadata
    return {
      ...trigger,
      metadata: { ...metadata, protocol: 'http', queueName: queue.name },
      authenticationRef: trigger.authenticationRef ?? { name: brokerAuthentication },
    }
  }),
})
