import { type KubernetesObject, labelsOf } from './object.ts'
import {
  httpProbes,
  leaveServicesFirst,
  platformContainer,
  restrictedContainer,
  restrictedPod,
  scratch,
} from './pod.ts'
import type { ClusterSettings } from './settings.ts'

/** A Secret or ConfigMap that a container reads as files. */
export interface MountedVolume {
  readonly name: string
  readonly mountPath: string
  /** Its source, as a pod's volume has it. */
  readonly from: object
}

/** A part of the platform that others call: a Deployment, a Service, and what keeps them available. */
export interface PlatformService {
  readonly name: string
  readonly component: string
  readonly args: readonly string[]
  readonly replicas: number
  readonly env: readonly object[]
  /** On which it serves, by name. */
  readonly port: { readonly name: string; readonly number: number; readonly appProtocol?: string }
  /** Port of `/healthz`, `/readyz` and `/metrics`, when it is another. */
  readonly metricsPort?: number
  readonly memory: string
  readonly volumes: readonly MountedVolume[]
  /** The image that has it, and what starts it there unless its entry point does; the platform's own unless given. */
  readonly image?: { readonly name: string; readonly command?: readonly string[] | undefined }
  /** It must not run twice, not even for a moment. */
  readonly alone?: boolean
  /** What changes whenever its pods must be new. */
  readonly version?: string
}

const graceSeconds = 30

export function serviceObjects(service: PlatformService, settings: ClusterSettings): KubernetesObject[] {
  const { name, component, port, replicas } = service
  const { namespace } = settings
  const labels = labelsOf(name, component)
  const selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component }
  const metadata = { name, namespace, labels }
  const metrics = service.metricsPort === undefined ? port.name : 'metrics'
  const ports = [
    { name: port.name, number: port.number, ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) },
    ...(service.metricsPort === undefined ? [] : [{ name: 'metrics', number: service.metricsPort }]),
  ]
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        revisionHistoryLimit: 2,
        ...(service.alone === true ? { strategy: { type: 'Recreate' } } : {}),
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels,
            ...(service.version === undefined
              ? {}
              : { annotations: { 'bonghwa.dev/version': service.version } }),
          },
          spec: {
            serviceAccountName: name,
            ...restrictedPod,
            terminationGracePeriodSeconds: graceSeconds,
            // One on each node as long as there are nodes.
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: 'kubernetes.io/hostname',
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector: { matchLabels: selector },
              },
            ],
            containers: [
              {
                ...platformContainer(component, service.args, {
                  ...settings,
                  ...(service.image === undefined
                    ? {}
                    : {
                        image: service.image.name,
                        command: service.image.command && [...service.image.command],
                      }),
                }),
                env: service.env,
                ports: ports.map((each) => ({ name: each.name, containerPort: each.number })),
                resources: {
                  requests: { cpu: '100m', memory: service.memory },
                  limits: { memory: service.memory },
                },
                ...restrictedContainer,
                ...httpProbes(metrics, settings),
                ...leaveServicesFirst,
                volumeMounts: [...service.volumes.map(mountOf), scratch.mount],
              },
            ],
            volumes: [...service.volumes.map(volumeOf), scratch.volume],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector,
        ports: ports.map(({ number, ...each }) => ({ ...each, port: number, targetPort: each.name })),
      },
    },
    ...(replicas > 1
      ? [
          {
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            metadata,
            spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
          },
        ]
      : []),
    ...(settings.serviceMonitor
      ? [
          {
            apiVersion: 'monitoring.coreos.com/v1',
            kind: 'ServiceMonitor',
            metadata,
            spec: { selector: { matchLabels: selector }, endpoints: [{ port: metrics, path: '/metrics' }] },
          },
        ]
      : []),
  ]
}

export const mountOf = ({ name, mountPath }: MountedVolume) => ({ name, mountPath, readOnly: true })
export const volumeOf = ({ name, from }: MountedVolume) => ({ name, ...from })
