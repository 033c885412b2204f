import type { Region } from '../placement/region.ts'
import { functionAccount } from './function-workload.ts'
import { type KubernetesObject, labelsOf } from './object.ts'
import {
  brokerEnv,
  httpProbes,
  platformContainer,
  restrictedContainer,
  restrictedPod,
  scratch,
} from './pod.ts'
import { leaveDeadNodes } from './scheduling.ts'
import type { ClusterSettings } from './settings.ts'

export const beaconName = (region: string): string => `bonghwa-beacon-${region}`

/**
 * What says of a region that it is there while everything in it sleeps. Everything else of an installation is put into another region
 * when its own is lost; this stands in its region or nowhere, so that its silence means the region's.
 */
export function beaconDeployment({ name: region }: Region, settings: ClusterSettings): KubernetesObject {
  const name = beaconName(region)
  const own = { 'bonghwa.dev/region': region }
  const labels = { ...labelsOf('bonghwa-beacon', 'beacon'), ...own }
  const selector = { 'app.kubernetes.io/component': 'beacon', ...own }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: settings.namespace, labels },
    spec: {
      replicas: settings.beacon.replicas,
      revisionHistoryLimit: 2,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: functionAccount,
          ...restrictedPod,
          terminationGracePeriodSeconds: 5,
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: settings.regionLabel, operator: 'In', values: [region] }] },
                ],
              },
            },
          },
          // A region is dead when its last node is, not when the first is.
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: selector },
            },
          ],
          tolerations: leaveDeadNodes,
          containers: [
            {
              ...platformContainer('beacon', ['beacon'], settings),
              env: [
                ...brokerEnv(settings),
                { name: 'BONGHWA_REGION', value: region },
                { name: 'BONGHWA_NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
                { name: 'BONGHWA_METRICS_PORT', value: String(settings.metricsPort) },
              ],
              ports: [{ name: 'metrics', containerPort: settings.metricsPort }],
              // It holds 80 MB.
              resources: { requests: { cpu: '10m', memory: '128Mi' }, limits: { memory: '128Mi' } },
              ...restrictedContainer,
              ...httpProbes('metrics', settings),
              volumeMounts: [scratch.mount],
            },
          ],
          volumes: [scratch.volume],
        },
      },
    },
  }
}
