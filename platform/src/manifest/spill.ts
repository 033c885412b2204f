import type { FunctionSpec } from '../function/function-spec.ts'
import { coreOf, standIns } from '../placement/place.ts'
import type { Region } from '../placement/region.ts'
import { type BrokerPolicy, spillPolicies } from '../queue/rabbitmq-policies.ts'
import { clusterLanes } from './lane.ts'

export interface BrokerPlan {
  readonly functions: readonly FunctionSpec[]
  readonly regions: readonly Region[]
  /** How long an event waits before it moves on; 0 keeps it where it is. */
  readonly spillSeconds: number
}

/** Of durable functions alone: what an ephemeral lane drops because it is full would spill as well. */
export function plannedPolicies(
  { functions, regions, spillSeconds }: BrokerPlan,
  exchange: string,
): readonly BrokerPolicy[] {
  if (spillSeconds === 0) return []
  const ranks = Object.fromEntries(
    regions.map((home) => [home.name, standIns('nearest', home, regions).map(({ name }) => name)]),
  )
  const spill = { ranks, core: coreOf(regions).name, ttlMs: spillSeconds * 1000, exchange }
  return functions
    .filter(({ kind, delivery }) => kind === 'Function' && delivery === 'durable')
    .flatMap((spec) =>
      spillPolicies(
        clusterLanes(spec, regions).map(({ queue, home }) => ({ queue: queue.name, region: home.name })),
        spill,
      ),
    )
}
