import { coreOf } from '../placement/place.ts'
import type { Region } from '../placement/region.ts'
import { type Delivery, folderOf } from './code.ts'
import type { ClusterLane } from './lane.ts'
import { type KubernetesObject, labelsOf } from './object.ts'
import {
  brokerEnv,
  collectorEnv,
  httpProbes,
  platformContainer,
  restrictedContainer,
  restrictedPod,
  scratch,
} from './pod.ts'
import type { Application, Renderable } from './render.ts'
import { scheduling } from './scheduling.ts'
import { mountOf, volumeOf } from './service.ts'
import type { ClusterSettings } from './settings.ts'

/** What Bonghwa itself needs beside the function: its dispatcher and the connection to the broker. */
const ownMemoryBytes = 96 * 2 ** 20
const leastRequests = { cpuCores: 0.05, memoryBytes: 128 * 2 ** 20 }
/** Beyond the longest invocation: a connection to close, a process to end. */
const drainSeconds = 15
/** On which the server of a function's own image listens. */
const sidecarPort = 8080

export const functionAccount = 'bonghwa-function'

/** The pods of one lane. How many there are is KEDA's to say; a source has one. */
export function laneDeployment(
  lane: ClusterLane,
  code: Delivery,
  { regions, settings, application }: Pick<Renderable, 'regions' | 'settings' | 'application'>,
): KubernetesObject {
  const { spec, home, name } = lane
  const component = lane.standsIn ? 'fallback' : spec.kind === 'Source' ? 'source' : 'function'
  const own = { 'bonghwa.dev/function': spec.name, 'bonghwa.dev/region': home.name }
  const labels = { ...labelsOf(spec.name, component), ...own }
  const volume = { name: 'function', configMap: { name: code.configMap.metadata.name } }
  const more = application?.volumes ?? []
  const mount = { name: 'function', mountPath: folderOf(spec.name), readOnly: true }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: settings.namespace, labels },
    spec: {
      replicas: spec.scale.minReplicaCount,
      revisionHistoryLimit: 2,
      // Two copies of a source would say everything twice.
      strategy: spec.kind === 'Source' ? { type: 'Recreate' } : rolling,
      selector: { matchLabels: { 'app.kubernetes.io/component': component, ...own } },
      template: {
        metadata: { labels, annotations: { 'bonghwa.dev/version': code.version } },
        spec: {
          serviceAccountName: functionAccount,
          ...restrictedPod,
          terminationGracePeriodSeconds: Math.ceil(spec.timeoutMs / 1000) + drainSeconds,
          ...scheduling(lane, regions, settings),
          ...(code.sidecar === undefined ? {} : { initContainers: [sidecar(lane, code.sidecar, settings)] }),
          containers: [
            dispatcher(lane, code, regions, settings, {
              env: application?.env ?? [],
              mounts: [mount, ...more.map(mountOf)],
            }),
          ],
          volumes: [volume, ...more.map(volumeOf), scratch.volume],
        },
      },
    },
  }
}

const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }

function dispatcher(
  lane: ClusterLane,
  code: Delivery,
  regions: readonly Region[],
  settings: ClusterSettings,
  { env, mounts }: { readonly env: Application['env']; readonly mounts: readonly object[] },
) {
  const { spec, home } = lane
  const image = code.image ?? settings.image
  // With an image of its own, its server has the function's share, and this container Bonghwa's alone.
  const apart = code.sidecar !== undefined
  return {
    ...platformContainer('dispatcher', ['pod', folderOf(spec.name)], { ...settings, image }),
    env: [
      ...brokerEnv(settings),
      { name: 'BONGHWA_REGION', value: home.name },
      { name: 'BONGHWA_REGIONS', value: coreFirst(regions) },
      { name: 'BONGHWA_NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'BONGHWA_POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'BONGHWA_METRICS_PORT', value: String(settings.metricsPort) },
      // Those with the devices come first.
      ...(lane.standsIn ? [{ name: 'BONGHWA_PRIORITY', value: '-1' }] : []),
      ...collectorEnv(settings),
      ...(apart
        ? [{ name: 'BONGHWA_FUNCTION_PORT', value: String(sidecarPort) }]
        : secretEnv(lane, settings)),
      ...env,
      ...(env.length === 0 ? [] : [{ name: 'BONGHWA_PASS', value: env.map(({ name }) => name).join(',') }]),
    ],
    ports: [{ name: 'metrics', containerPort: settings.metricsPort }],
    resources: apart ? resources({}, ownMemoryBytes) : functionResources(lane, ownMemoryBytes),
    ...restrictedContainer,
    ...httpProbes('metrics', settings),
    volumeMounts: [...mounts, scratch.mount],
  }
}

/** Starts before the dispatcher and ends after it, so that no event under way loses its server. */
function sidecar(lane: ClusterLane, image: string, settings: ClusterSettings) {
  return {
    name: 'function',
    image,
    imagePullPolicy: settings.imagePullPolicy,
    restartPolicy: 'Always',
    env: [
      { name: 'PORT', value: String(sidecarPort) },
      ...Object.entries(lane.spec.env).map(([name, value]) => ({ name, value })),
      ...secretEnv(lane, settings),
    ],
    ports: [{ name: 'http', containerPort: sidecarPort }],
    resources: functionResources(lane, 0),
    ...restrictedContainer,
    ...(settings.probes
      ? { startupProbe: { tcpSocket: { port: 'http' }, periodSeconds: 1, failureThreshold: 60 } }
      : {}),
    volumeMounts: [scratch.mount],
  }
}

const secretEnv = ({ spec }: ClusterLane, { functionSecret }: ClusterSettings) =>
  spec.secrets.map((name) => ({
    name,
    valueFrom: { secretKeyRef: { name: functionSecret, key: name } },
  }))

function functionResources({ spec }: ClusterLane, moreMemoryBytes: number) {
  return resources(spec.resources, moreMemoryBytes, spec.resources.accelerators)
}

/** Memory and devices are limited by what is asked for; the processor is not, or a cold start would be a slow one. */
function resources(
  { cpuCores = leastRequests.cpuCores, memoryBytes }: { cpuCores?: number; memoryBytes?: number },
  moreMemoryBytes: number,
  accelerators: Readonly<Record<string, number>> = {},
) {
  const memory = mebibytes((memoryBytes ?? leastRequests.memoryBytes) + moreMemoryBytes)
  const devices = Object.fromEntries(
    Object.entries(accelerators).map(([name, count]) => [name, String(count)]),
  )
  return {
    requests: { cpu: `${Math.ceil(cpuCores * 1000)}m`, memory, ...devices },
    limits: { memory, ...devices },
  }
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)}Mi`

/** The regions and where they are, the core first: where an event goes that belongs to none. */
function coreFirst(regions: readonly Region[]): string {
  const core = coreOf(regions)
  return [core, ...regions.filter((region) => region !== core)]
    .map(({ name, place }) => `${name}@${place.latitude}/${place.longitude}`)
    .join(',')
}
