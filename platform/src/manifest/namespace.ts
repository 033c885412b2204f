import { functionAccount } from './function-workload.ts'
import { brokerAuthentication, doorbellAuthentication } from './lane-scaling.ts'
import { type KubernetesObject, labelsOf, managedBy } from './object.ts'
import type { ClusterSettings } from './settings.ts'

/** What nobody calls but who reads its metrics. */
const workers = ['function', 'fallback', 'source', 'beacon'] as const

/** What all lanes share: the namespace, who pods are, who may talk to them, and how KEDA gets in. */
export function sharedObjects(
  settings: ClusterSettings,
  needs: { readonly doorbell: boolean; readonly polls: boolean; readonly gateway: boolean },
): KubernetesObject[] {
  const { namespace, brokerSecret } = settings
  const { tlsSecret } = settings.doorbell
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: {
          ...managedBy,
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: functionAccount, namespace, labels: labelsOf(functionAccount, 'function') },
      // Functions have no business with the API server.
      automountServiceAccountToken: false,
    },
    ...(needs.polls
      ? [authentication(brokerAuthentication, settings, { host: { name: brokerSecret, key: 'http' } })]
      : []),
    ...(needs.doorbell && tlsSecret !== undefined
      ? [
          authentication(doorbellAuthentication, settings, {
            caCert: { name: tlsSecret, key: 'ca.crt' },
            tlsClientCert: { name: tlsSecret, key: 'tls.crt' },
            tlsClientKey: { name: tlsSecret, key: 'tls.key' },
          }),
        ]
      : []),
    ...networkPolicies(settings, needs),
    ...(settings.serviceMonitor ? [functionMonitor(settings)] : []),
  ]
}

/** Pods of functions come and go without a Service. */
const functionMonitor = ({ namespace }: ClusterSettings): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: functionAccount, namespace, labels: labelsOf(functionAccount, 'function') },
  spec: {
    selector: {
      matchExpressions: [
        { key: 'app.kubernetes.io/part-of', operator: 'In', values: ['bonghwa'] },
        { key: 'app.kubernetes.io/component', operator: 'In', values: [...workers] },
      ],
    },
    podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
  },
})

function authentication(
  name: string,
  { namespace }: ClusterSettings,
  parameters: Readonly<Record<string, { readonly name: string; readonly key: string }>>,
): KubernetesObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'TriggerAuthentication',
    metadata: { name, namespace, labels: labelsOf(name, 'keda') },
    spec: {
      secretTargetRef: Object.entries(parameters).map(([parameter, from]) => ({ parameter, ...from })),
    },
  }
}

/** Nobody calls a function's pod but who reads its metrics; KEDA alone calls the doorbell. */
function networkPolicies(
  settings: ClusterSettings,
  { doorbell, gateway }: { readonly doorbell: boolean; readonly gateway: boolean },
): KubernetesObject[] {
  const { namespace, metricsPort, kedaNamespace } = settings
  const policy = (name: string, components: readonly string[], ingress: readonly object[]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: labelsOf(name, 'network') },
    spec: {
      podSelector: {
        matchExpressions: [
          { key: 'app.kubernetes.io/part-of', operator: 'In', values: ['bonghwa'] },
          { key: 'app.kubernetes.io/component', operator: 'In', values: [...components] },
        ],
      },
      policyTypes: ['Ingress'],
      ingress: [...ingress],
    },
  })
  const on = (port: number) => ({ ports: [{ protocol: 'TCP', port }] })
  const keda = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': kedaNamespace } } }
  return [
    policy('bonghwa-functions', workers, [on(metricsPort)]),
    ...(gateway ? [policy('bonghwa-gateway', ['gateway'], [on(settings.gateway.port)])] : []),
    ...(doorbell
      ? [
          policy(
            'bonghwa-doorbell',
            ['doorbell'],
            [{ from: [keda], ...on(settings.doorbell.port) }, on(metricsPort)],
          ),
        ]
      : []),
  ]
}
