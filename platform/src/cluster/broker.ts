import { clusterLanes } from '../manifest/lane.ts'
import { type BrokerPlan, plannedPolicies } from '../manifest/spill.ts'
import { vhostOf } from '../queue/rabbitmq-connection.ts'
import { askManagement, managementResource } from '../queue/rabbitmq-management.ts'
import { applyPolicies, removePolicies, spillPolicyName } from '../queue/rabbitmq-policies.ts'
import { rabbitmqQueues } from '../queue/rabbitmq-queue.ts'
import { ownLanes } from './own-lanes.ts'

export interface BrokerAddresses {
  /** `amqp://user:password@host:5672/vhost` */
  readonly url: string
  /** `http://user:password@host:15672/`; without it no policies can be set. */
  readonly management?: string | undefined
  readonly exchange?: string
  /** Whose the lanes are to be: what it no longer has can then be found again. */
  readonly namespace?: string
}

export interface BrokerResult {
  readonly lanes: readonly string[]
  readonly policies: readonly string[]
  readonly removed: readonly string[]
}

/**
 * Declares everything on the broker that the functions need: the exchange, every lane with its bindings, and the
 * policies by which the broker moves work to the next region. Doing it again changes nothing.
 *
 * @throws BrokerUnreachableError | BrokerRefusedError | QueueMismatchError | ManagementError
 */
export async function applyBroker(plan: BrokerPlan, addresses: BrokerAddresses): Promise<BrokerResult> {
  const { url, management, exchange = 'bonghwa', namespace } = addresses
  const lanes = plan.functions.flatMap((spec) => clusterLanes(spec, plan.regions)).map(({ queue }) => queue)
  await using queues = await rabbitmqQueues(url, { exchange, prefetch: 0, management })
  await Promise.all([
    queues.signals.declared(),
    ...lanes.map(({ name, options }) => queues.queue(name, options).declared()),
  ])
  const names = lanes.map(({ name }) => name)
  if (namespace !== undefined) await ownLanes({ url, exchange, namespace }, names)
  if (management === undefined) return { lanes: names, policies: [], removed: [] }
  const vhost = vhostOf(url)
  const wanted = plannedPolicies(plan, exchange)
  const own = new Set(names.map(spillPolicyName))
  const stale = (await policiesOf(management, vhost)).filter(
    ({ name }) => own.has(name) && !wanted.some((policy) => policy.name === name),
  )
  await applyPolicies(management, vhost, wanted)
  await removePolicies(management, vhost, stale)
  return { lanes: names, policies: wanted.map(nameOf), removed: stale.map(nameOf) }
}

const policiesOf = async (management: string, vhost: string) =>
  (await askManagement(managementResource(management, 'policies', vhost))) as { readonly name: string }[]

const nameOf = ({ name }: { readonly name: string }): string => name
