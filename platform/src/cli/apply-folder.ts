import type { Command } from 'commander'
import { applyBroker, type BrokerResult } from '../cluster/broker.ts'
import { type PrunedLanes, pruneLanes } from '../cluster/own-lanes.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { loadFunctions } from '../function/load.ts'
import { ManifestRefusedError } from '../manifest/errors.ts'
import { readFolder } from '../manifest/read-folder.ts'
import type { Renderable } from '../manifest/render.ts'
import type { ClusterSettings } from '../manifest/settings.ts'
import type { Region } from '../placement/region.ts'
import type { ApplyOptions } from './apply.ts'
import { applyToCluster } from './apply-to-cluster.ts'
import { clusterConfig } from './cluster-options.ts'
import { UsageError } from './errors.ts'
import { globalOptions } from './global-options.ts'
import { print } from './show.ts'

/** What is to be brought to a cluster. Each part is read when it is needed: lanes alone need nothing to be built. */
export interface Appliable {
  readonly regions: readonly Region[]
  readonly settings: ClusterSettings
  functions(): Promise<readonly FunctionSpec[]>
  folder(): Promise<Renderable>
}

export async function applyFolder(directory: string, options: ApplyOptions, command: Command): Promise<void> {
  const { regions, cluster } = await clusterConfig(directory, options)
  const what: Appliable = {
    regions,
    settings: cluster,
    async functions() {
      const { functions, broken } = await loadFunctions(directory, 'a cluster')
      if (broken.length > 0) throw new ManifestRefusedError(broken.map(({ error }) => error.message))
      return functions
    },
    folder: () => readFolder(directory, regions, cluster),
  }
  await applyAll(what, options, command)
}

/** Makes what is needed, on the broker and in the cluster, and says what that is. */
export async function applyAll(what: Appliable, options: ApplyOptions, command: Command): Promise<void> {
  const { settings } = what
  const { only, queue, dryRun } = options
  if (only === 'broker') {
    if (queue === undefined) {
      throw new UsageError('No broker was named.', 'Give --queue amqp://…, or set BONGHWA_QUEUE.')
    }
    const result = await broker(what, { ...options, queue })
    const { removed, left } = await prune(result, settings, options)
    const all = { ...result, removed: [...result.removed, ...removed], ...(left.length > 0 ? { left } : {}) }
    return print(command, all, (each) => brokerLines(each, options).join('\n'))
  }
  const json = globalOptions(command).json ?? false
  let declared: BrokerResult | undefined
  // Its operator makes what else would be declared here.
  if (only === undefined && dryRun === undefined && settings.rabbitmqOperator === undefined) {
    if (queue === undefined) {
      console.error(
        'No lanes and policies were declared on RabbitMQ: give --queue and --management to have them.',
      )
    } else {
      declared = await broker(what, { ...options, queue })
      if (!json) for (const line of brokerLines(declared, options)) console.log(line)
    }
  }
  await applyToCluster(await what.folder(), options, json)
  // The pods that took from them are gone by now.
  if (declared === undefined) return
  const { removed } = await prune(declared, settings, options)
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
  { functions, regions, settings: { spillSeconds, namespace } }: Appliable,
  { queue, management }: { readonly queue: string; readonly management?: string },
): Promise<BrokerResult> {
  return applyBroker(
    { functions: await functions(), regions, spillSeconds },
    { url: queue, management, namespace },
  )
}

const brokerLines = ({ lanes, policies, removed }: BrokerResult, { management }: ApplyOptions): string[] => [
  ...lanes.map((name) => `lane    ${name}`),
  ...policies.map((name) => `policy  ${name}`),
  ...removed.map((name) => `removed ${name}`),
  ...(management === undefined ? ['No spill policies were set: give --management to have them.'] : []),
]
