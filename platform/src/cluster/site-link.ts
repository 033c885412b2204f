import { plannedPolicies } from '../manifest/spill.ts'
import { vhostOf } from '../queue/rabbitmq-connection.ts'
import { askManagement, managementResource } from '../queue/rabbitmq-management.ts'
import { applyPolicies, type BrokerPolicy, removePolicies } from '../queue/rabbitmq-policies.ts'
import { applyBroker } from './broker.ts'
import { type SiteLinkPlan, shovelPrefix, siteShovels } from './site-shovels.ts'

export interface SiteLinkOptions extends SiteLinkPlan {
  /** Management API of the site's broker, with `rabbitmq_shovel` and `rabbitmq_shovel_management`. */
  readonly management: string
  /** Management API of the core's broker: with it, the core no longer spills the lanes that the site empties. */
  readonly coreManagement?: string | undefined
  readonly spillSeconds: number
}

export interface SiteLinkResult {
  readonly shovels: readonly string[]
  readonly removed: readonly string[]
  readonly policies: readonly string[]
}

/** How the line of a site to the core is. */
export type LinkState = 'linked' | 'cut off' | 'not linked'

export interface ShovelView {
  readonly name: string
  /** `running`, `starting`, or `terminated`, which is tried again. */
  readonly state: string
  readonly reason?: string
}

/**
 * Links a site to the core: lanes on both brokers, shovels between them, and policies by which the site's own lane moves on what it
 * does not take in time. Doing it again changes nothing.
 *
 * @throws BrokerUnreachableError | BrokerRefusedError | QueueMismatchError | ManagementError
 */
export async function linkSite(options: SiteLinkOptions): Promise<SiteLinkResult> {
  const { functions, regions, own, core, management, coreManagement, exchange } = options
  const vhost = vhostOf(own)
  const bare = { functions, regions, spillSeconds: 0 }
  // A shovel whose lane is not there ends at once.
  await Promise.all([applyBroker(bare, { url: own, exchange }), applyBroker(bare, { url: core, exchange })])
  const policies = sitePolicies(options)
  await applyPolicies(management, vhost, policies)
  if (coreManagement !== undefined) {
    // What the site has taken and not yet confirmed when the line is cut would be handled there and here.
    await removePolicies(coreManagement, vhostOf(core), policies)
  }
  const wanted = siteShovels(options)
  const stale = (await shovelNames(management, vhost)).filter(
    (name) => !wanted.some((shovel) => shovel.name === name),
  )
  for (const { name, value } of wanted) {
    const resource = managementResource(management, 'parameters', 'shovel', vhost, name)
    await askManagement(resource, { method: 'PUT', body: { value } })
  }
  for (const name of stale) await removeShovel(management, vhost, name)
  return {
    shovels: wanted.map(({ name }) => name),
    removed: stale,
    policies: policies.map(({ name }) => name),
  }
}

/** Takes the shovels and policies of a link away; what is in the lanes stays there. */
export async function unlinkSite(
  management: string,
  vhost: string,
  policies: readonly BrokerPolicy[],
): Promise<readonly string[]> {
  const names = await shovelNames(management, vhost)
  for (const name of names) await removeShovel(management, vhost, name)
  await removePolicies(management, vhost, policies)
  return names
}

/** By which the site's own lanes move on what nobody takes in time; those of other regions wait for the line. */
export function sitePolicies({
  functions,
  regions,
  site,
  spillSeconds,
  exchange,
}: Pick<SiteLinkOptions, 'functions' | 'regions' | 'site' | 'spillSeconds' | 'exchange'>): BrokerPolicy[] {
  return plannedPolicies({ functions, regions, spillSeconds }, exchange).filter(({ name }) =>
    name.endsWith(`.${site}`),
  )
}

/** @throws ManagementError */
export async function shovelViews(management: string, vhost: string): Promise<ShovelView[]> {
  const answer = (await askManagement(managementResource(management, 'shovels', vhost))) as ShovelView[]
  return answer.filter(({ name }) => name.startsWith(shovelPrefix))
}

/** The line is there when a message could leave by it now. */
export function linkState(shovels: readonly ShovelView[]): LinkState {
  const out = shovels.filter(({ name }) => name.startsWith(`${shovelPrefix}out `))
  if (out.length === 0) return 'not linked'
  return out.every(({ state }) => state === 'running') ? 'linked' : 'cut off'
}

async function shovelNames(management: string, vhost: string): Promise<readonly string[]> {
  const resource = managementResource(management, 'parameters', 'shovel', vhost)
  const found = (await askManagement(resource)) as { readonly name: string }[]
  return found.map(({ name }) => name).filter((name) => name.startsWith(shovelPrefix))
}

const removeShovel = (management: string, vhost: string, name: string) =>
  askManagement(managementResource(management, 'parameters', 'shovel', vhost, name), { method: 'DELETE' })
