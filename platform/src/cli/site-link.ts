import type { Command } from 'commander'
import { linkSite, linkState, shovelViews, sitePolicies, unlinkSite } from '../cluster/site-link.ts'
import { loadFunctions } from '../function/load.ts'
import type { Region } from '../placement/region.ts'
import { vhostOf } from '../queue/rabbitmq-connection.ts'
import { readConfig } from './config.ts'
import { UsageError } from './errors.ts'
import { print } from './show.ts'
import type { SiteLinkCommandOptions, SiteOptions } from './site.ts'
import { table } from './table.ts'

const exchange = 'bonghwa'

export async function linkFolder(
  directory: string,
  options: SiteLinkCommandOptions,
  command: Command,
): Promise<void> {
  const { site, queue: own, management, core, coreManagement } = options
  const { functions, regions, spillSeconds } = await folderOf(directory, options)
  if (regions.find(({ name }) => name === site)?.core) {
    throw new UsageError(`${site} is the core.`, 'Link the other sites to it.')
  }
  const plan = { functions, regions, site, own, core, exchange, management, coreManagement }
  const result = await linkSite({ ...plan, spillSeconds })
  print(command, result, ({ shovels, removed, policies }) =>
    [
      ...shovels.map((name) => `shovel  ${name}`),
      ...policies.map((name) => `policy  ${name}`),
      ...removed.map((name) => `removed ${name}`),
    ].join('\n'),
  )
}

export async function showLink({ queue, management }: SiteOptions, command: Command): Promise<void> {
  const shovels = await shovelViews(management, vhostOf(queue))
  print(command, { state: linkState(shovels), shovels }, ({ state }) =>
    [
      `The site is ${state}.`,
      table(
        ['SHOVEL', 'STATE', 'REASON'],
        shovels.map((each) => [each.name, each.state, each.reason ?? '']),
      ),
    ].join('\n'),
  )
}

export async function unlinkFolder(directory: string, options: SiteOptions, command: Command): Promise<void> {
  const { functions, regions, spillSeconds } = await folderOf(directory, options)
  const policies = sitePolicies({ functions, regions, site: options.site, spillSeconds, exchange })
  const removed = await unlinkSite(options.management, vhostOf(options.queue), policies)
  print(command, { removed }, () => removed.map((name) => `removed ${name}`).join('\n'))
}

async function folderOf(directory: string, { site }: SiteOptions) {
  const { regions, cluster, file } = await readConfig(directory)
  knownSite(site, regions, file)
  // What is broken is told by `up`; the others are linked.
  const { functions } = await loadFunctions(directory)
  return { functions, regions, spillSeconds: cluster.spillSeconds }
}

/** @throws UsageError when no region has this name */
export function knownSite(site: string, regions: readonly Region[], file: string | undefined): void {
  if (regions.some(({ name }) => name === site)) return
  const all = regions.map(({ name }) => name).join(', ')
  throw new UsageError(
    `${file ?? 'Without a bonghwa.yaml there'} has no region "${site}".`,
    `Choose of: ${all}; bonghwa.yaml names all regions of the installation.`,
  )
}
