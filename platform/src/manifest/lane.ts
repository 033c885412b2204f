import { createHash } from 'node:crypto'
import { type LaneQueue, laneQueue } from '../dispatcher/lane-queue.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { standIns } from '../placement/place.ts'
import type { Region } from '../placement/region.ts'

/** One function and one region, as a cluster sees it: a queue, a Deployment and a ScaledObject. */
export interface ClusterLane {
  readonly spec: FunctionSpec
  readonly home: Region
  /** Of its Deployment and ScaledObject. */
  readonly name: string
  readonly queue: LaneQueue
  /** Where its pods may run, best first. */
  readonly rank: readonly Region[]
  /** Its pods take what those with the devices leave. */
  readonly standsIn?: boolean
}

export function clusterLanes(spec: FunctionSpec, regions: readonly Region[]): readonly ClusterLane[] {
  return regions.map((home) => ({
    spec,
    home,
    name: objectName(spec.name, home.name),
    queue: laneQueue(spec, home.name),
    rank: standIns(spec.placement, home, regions),
  }))
}

/**
 * The same lane as nodes without the devices serve it: of the same rank, whatever node class the function prefers. `undefined` when it
 * needs no device, or cannot do without.
 */
export function fallbackLane(lane: ClusterLane): ClusterLane | undefined {
  const { spec, home } = lane
  const { accelerators } = spec.resources
  if (spec.fallback === undefined || Object.keys(accelerators).length === 0) return undefined
  const resources = { ...spec.resources, accelerators: {} }
  const scale = { ...spec.scale, minReplicaCount: 0 }
  return {
    ...lane,
    spec: { ...spec, resources, scale, placement: lane.rank[0]?.name ?? home.name },
    name: objectName(spec.name, `${home.name}-cpu`),
    standsIn: true,
  }
}

/** KEDA writes `keda-hpa-<name>` into a label, which holds 63 letters. */
const longestName = 63 - 'keda-hpa-'.length

/** `<function>-<region>`; what is too long ends in a hash instead, so that two stay two. */
function objectName(name: string, region: string): string {
  const whole = `${name}-${region}`
  if (whole.length <= longestName) return whole
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8)
  return `${whole.slice(0, longestName - 9).replace(/-+$/, '')}-${hash}`
}
