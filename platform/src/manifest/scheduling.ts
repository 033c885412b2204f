import type { Region } from '../placement/region.ts'
import type { ClusterLane } from './lane.ts'
import type { ClusterSettings } from './settings.ts'

/** Seconds that a pod stays bound to a node that does not answer; Kubernetes would give 300. */
const tolerationSeconds = 5

export const leaveDeadNodes = ['unreachable', 'not-ready'].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
}))

/**
 * Where a lane's pods run: only in the regions that there are, at home if it can be, else by rank. A node class comes
 * before the region when `placement` names one, and is done without when no such node is free.
 */
export function scheduling(
  { spec, rank }: ClusterLane,
  regions: readonly Region[],
  settings: ClusterSettings,
) {
  const nodeClass = nodeClassOf(spec.placement, regions)
  const byRank = rank.map((region, index) =>
    preference(Math.max(1, Math.floor(100 / 2 ** index)), settings.regionLabel, region.name),
  )
  const preferred =
    nodeClass === undefined
      ? byRank
      : // Together the regions weigh less than 100, so that the class decides first.
        [
          preference(100, settings.nodeClassLabel, nodeClass),
          ...byRank.map((each) => ({ ...each, weight: Math.max(1, Math.floor(each.weight / 3)) })),
        ]
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: settings.regionLabel, operator: 'In', values: rank.map(({ name }) => name) },
              ],
            },
          ],
        },
        preferredDuringSchedulingIgnoredDuringExecution: preferred,
      },
    },
    tolerations: [
      ...leaveDeadNodes,
      // Nodes with accelerators are commonly tainted by the name of the device.
      ...Object.keys(spec.resources.accelerators).map((device) => ({
        key: device,
        operator: 'Exists',
        effect: 'NoSchedule',
      })),
    ],
  }
}

/** What `placement` names when it names no region and no way to choose one. */
export function nodeClassOf(placement: string, regions: readonly Region[]): string | undefined {
  const known = ['nearest', 'core', 'any', ...regions.map(({ name }) => name)]
  return known.includes(placement) ? undefined : placement
}

const preference = (weight: number, key: string, value: string) => ({
  weight,
  preference: { matchExpressions: [{ key, operator: 'In', values: [value] }] },
})
