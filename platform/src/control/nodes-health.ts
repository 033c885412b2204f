import type { NodeState } from '../instance/instance.ts'
import { isAlive } from '../placement/place.ts'
import { answering, type RegionHealth } from '../placement/region-health.ts'

/** How a region is whose nodes are all here. @param now by `steadyNow` */
export function healthByNodes(
  nodes: readonly Pick<NodeState, 'name' | 'heartbeatAt' | 'instances'>[],
  now: number,
): RegionHealth {
  if (nodes.length === 0) return { state: 'dead', reason: 'no node stands in it' }
  const up = nodes.filter(({ heartbeatAt }) => isAlive(heartbeatAt, now))
  if (up.length === 0) {
    const names = nodes.map(({ name }) => name).join(', ')
    return { state: 'dead', reason: `no node of it answers: ${names}` }
  }
  return answering(up.reduce((sum, { instances }) => sum + instances.length, 0))
}
