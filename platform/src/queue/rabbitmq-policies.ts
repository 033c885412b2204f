import { ManagementError } from './errors.ts'
import { askManagement, managementResource } from './rabbitmq-management.ts'

/** A lane of a durable function, and the region whose events it holds. */
export interface SpillLane {
  /** Its name on the broker. */
  readonly queue: string
  readonly region: string
}

export interface Spill {
  /** For each region its neighbours, nearest first; itself may be among them. */
  readonly ranks: Readonly<Record<string, readonly string[]>>
  /** Region towards which work moves, and from which it moves no further. */
  readonly core: string
  /** How long an event may lie ready in a lane, in milliseconds: longer than a cold start and the usual wait. */
  readonly ttlMs: number
  /** Through which events go on to the neighbour's lane, so that whoever is bound by its name hears of them. */
  readonly exchange: string
}

/** A policy under the management API's own names. */
export interface BrokerPolicy {
  readonly name: string
  readonly pattern: string
  readonly 'apply-to': 'queues'
  readonly priority: number
  readonly definition: Readonly<Record<string, string | number>>
}

/** Above policies that an operator has for all queues: a queue obeys only one. */
const priority = 10

/**
 * By which the broker itself moves events that nobody takes: each lane's to the nearest region that is nearer to the
 * core than its own. So no event can go in a circle, where RabbitMQ would throw it away, and in the core it waits.
 *
 * @param lanes of one function
 */
export function spillPolicies(
  lanes: readonly SpillLane[],
  { ranks, core, ttlMs, exchange }: Spill,
): BrokerPolicy[] {
  const fromCore = [core, ...(ranks[core] ?? []).filter((region) => region !== core)]
  const lanesByRegion = new Map(lanes.map((lane) => [lane.region, lane]))
  return lanes.flatMap(({ queue, region }) => {
    const nearer = new Set(fromCore.slice(0, Math.max(0, fromCore.indexOf(region))))
    const next = (ranks[region] ?? []).find((other) => nearer.has(other) && lanesByRegion.has(other))
    const target = next === undefined ? undefined : lanesByRegion.get(next)
    return target ? [spillPolicy(queue, target.queue, ttlMs, exchange)] : []
  })
}

/** Sets the policies, each in place of the one of its name. @throws ManagementError */
export async function applyPolicies(
  management: string,
  vhost: string,
  policies: readonly BrokerPolicy[],
): Promise<void> {
  for (const { name, ...body } of policies) {
    await askManagement(managementResource(management, 'policies', vhost, name), { method: 'PUT', body })
  }
}

/** Takes the policies back; those that are not there are none. @throws ManagementError */
export async function removePolicies(
  management: string,
  vhost: string,
  policies: readonly Pick<BrokerPolicy, 'name'>[],
): Promise<void> {
  for (const { name } of policies) {
    try {
      await askManagement(managementResource(management, 'policies', vhost, name), { method: 'DELETE' })
    } catch (error) {
      if (!(error instanceof ManagementError) || error.status !== 404) throw error
    }
  }
}

/** What the policy is called by which a lane spills. */
export const spillPolicyName = (queue: string): string => `spill ${queue}`

function spillPolicy(queue: string, neighbour: string, ttlMs: number, exchange: string): BrokerPolicy {
  return {
    name: spillPolicyName(queue),
    pattern: `^${queue.replace(/[^\w-]/g, '\\$&')}$`,
    'apply-to': 'queues',
    priority,
    definition: {
      'message-ttl': ttlMs,
      // By its own name a lane is bound to the exchange, and its doorbell too.
      'dead-letter-exchange': exchange,
      'dead-letter-routing-key': neighbour,
      // The lane keeps an event until the neighbour's has confirmed it.
      'dead-letter-strategy': 'at-least-once',
      overflow: 'reject-publish',
    },
  }
}
