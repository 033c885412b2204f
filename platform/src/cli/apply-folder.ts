import type { Command } from 'commander'
import { applyBroker, type BrokerResult } from '../cluster/broker.ts'
import { type PrunedLanes, pruneLanes } from '../cluster/own-lanes.ts'
import { loadFunctions } from '../function/load.ts'
import { ManifestRefusedError } from '../manifest/errors.ts'
import type { ClusterSettings } from '../manifest/settings.ts'
import type { Region } from '../placement/region.ts'
import type { ApplyOptions } from './apply.ts'
import { applyToCluster } from './apply-to-cluster.ts'
import { clusterConfig } from './cluster-options.ts'
import { UsageError } from './errors.ts'
import { globalOptions } from './global-options.ts'
import { print } from './show.ts'

/** Makes what the folder needs, on the broker and in the cluster, and says what that is. */
export async function applyFolder(directory: string, options: ApplyOptions, command: Command): Promise<void> {
  const { regions, cluster } = await clusterConfig(directory, options)
  const { only, queue, dryRun } = options
  if (only === 'broker') {
    if (queue === undefined) {
      throw new UsageError('No broker was named.', 'Give --queue amqp://…, or set BONGHWA_QUEUE.')
    }
    const result = await broker(directory, regions, cluster, { ...options, queue })
    const { removed, left } = await prune(result, cluster, options)
    const all = { ...result, removed: [...result.removed, ...removed], ...(left.length > 0 ? { left } : {}) }
    return print(command, all, (each) => brokerLines(each, options).join('\n'))
  }
  const json = globalOptions(command).json ?? false
  let declared: BrokerResult | undefined
  if (only === undefined && dryRun === undefined) {
    if (queue === undefined) {
      console.error(
        'No lanes and policies were declared on RabbitMQ: give --queue and --management to have them.',
      )
    } else {
      declared = await broker(directory, regions, cluster, { ...options, queue })
      if (!json) for (const line of brokerLines(declared, options)) console.log(line)
    }
  }
  await applyToCluster(directory, regions, cluster, options, json)
  // The pods that took from them are gone by now.
  if (declared === undefined) return
  const { removed } = await prune(declared, cluster, options)
  if (!json) for (const lane of removed) console.log(`removed ${lane}`)
}

/** Takes the lanes away that the folder no longer has, and tells of those that had to stay. */
async function prune(
  { lanes }: BrokerResult,
  { namespace }: ClusterSettings,
  { queue, management, prune: wanted, dropEvents = false }: ApplyOptions,
): Promise<PrunedLanes> {
  if (!wanted || queue === undefined || management === undefined) return { removed: [], left: [] }
  const where = { url: queue, management, exchange: 'bonghwa', namespace }
  const pruned = await pruneLanes(where, lanes, dropEvents)
  for (const { lane, events, consumers } of pruned.left) console.error(leftLine(lane, events, consumers))
  return pruned
}

const leftLine = (lane: string, events: number, consumers: number): string =>
  consumers > 0
    ? `Warning: ${lane} belongs to no function any more, and ${consumers} still take from it. Apply again once they have ended.`
    : `Warning: ${lane} belongs to no function any more, and holds ${events} event${events === 1 ? '' : 's'} that nobody will handle. Give its function back to handle them, or apply with --drop-events to delete them.`

async function broker(
  directory: string,
  regions: readonly Region[],
  { spillSeconds, namespace }: ClusterSettings,
  { queue, management }: { readonly queue: string; readonly management?: string },
): Promise<BrokerResult> {
  const { functions, broken } = await loadFunctions(directory, 'a cluster')
  if (broken.length > 0) throw new ManifestRefusedError(broken.map(({ error }) => error.message))
  return applyBroker({ functions, regions, spillSeconds }, { url: queue, management, namespace })
}

const brokerLines = ({ lanes, policies, removed }: BrokerResult, { management }: ApplyOptions): string[] => [
  ...lanes.map((name) => `lane    ${name}`),
  ...policies.map((name) => `policy  ${name}`),
  ...removed.map((name) => `removed ${name}`),
  ...(management === undefined ? ['No spill policies were set: give --management to have them.'] : []),
]
