import type { ClusterSettings } from './settings.ts'

/** Part of every pod: what the "restricted" pod security standard asks for, and a place to write to. */
export const restrictedPod = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
}

export const restrictedContainer = {
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
}

export const scratch = {
  volume: { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
  mount: { name: 'tmp', mountPath: '/tmp' },
}

/** A container of the platform's own image that runs one of its programs. */
export const platformContainer = (
  name: string,
  args: readonly string[],
  { image, imagePullPolicy, command }: ClusterSettings,
) => ({
  name,
  image,
  imagePullPolicy,
  ...(command === undefined ? {} : { command: [...command] }),
  args: [...args],
})

/** The broker's address, from its Secret. */
export const brokerEnv = ({ brokerSecret }: ClusterSettings) => [
  { name: 'BONGHWA_QUEUE', valueFrom: { secretKeyRef: { name: brokerSecret, key: 'amqp' } } },
]

/** The management API's address, which a program can do without. */
export const managementEnv = ({ brokerSecret }: ClusterSettings) => ({
  name: 'BONGHWA_MANAGEMENT',
  valueFrom: { secretKeyRef: { name: brokerSecret, key: 'http', optional: true } },
})

/** Where spans go, and as whose. */
export const collectorEnv = ({ otlp }: ClusterSettings) =>
  otlp === undefined ? [] : [{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: otlp }]

/** Is it alive, may it be counted on: asked over HTTP. */
export const httpProbes = (port: string, { probes }: ClusterSettings) =>
  probes
    ? {
        startupProbe: { httpGet: { path: '/healthz', port }, periodSeconds: 1, failureThreshold: 60 },
        readinessProbe: { httpGet: { path: '/readyz', port }, periodSeconds: 5 },
        livenessProbe: { httpGet: { path: '/healthz', port }, periodSeconds: 10, failureThreshold: 3 },
      }
    : {}

/** Kubernetes takes a pod out of its Services while this goes on, and only then ends it. */
export const leaveServicesFirst = { lifecycle: { preStop: { sleep: { seconds: 5 } } } }
