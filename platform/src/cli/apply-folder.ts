import type { Command } from 'commander'
import { applyBroker, type BrokerResult } from '../cluster/broker.ts'
import { loadFunctions } from '../function/load.ts'
import { ManifestRefusedError } from '../manifest/errors.ts'
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
    const result = await broker(directory, regions, cluster.spillSeconds, { ...options, queue })
    return print(command, result, (each) => brokerLines(each, options).join('\n'))
  }
  const json = globalOptions(command).json ?? false
  if (only === undefined && dryRun === undefined) {
    if (queue === undefined) {
      console.error(
        'No lanes and policies were declared on RabbitMQ: give --queue and --management to have them.',
      )
    } else {
      const result = await broker(directory, regions, cluster.spillSeconds, { ...options, queue })
      if (!json) for (const line of brokerLines(result, options)) console.log(line)
    }
  }
  await applyToCluster(directory, regions, cluster, options, json)
}

async function broker(
  directory: string,
  regions: readonly Region[],
  spillSeconds: number,
  { queue, management }: { readonly queue: string; readonly management?: string },
): Promise<BrokerResult> {
  const { functions, broken } = await loadFunctions(directory, 'a cluster')
  if (broken.length > 0) throw new ManifestRefusedError(broken.map(({ error }) => error.message))
  return applyBroker({ functions, regions, spillSeconds }, { url: queue, management })
}

const brokerLines = ({ lanes, policies, removed }: BrokerResult, { management }: ApplyOptions): string[] => [
  ...lanes.map((name) => `lane    ${name}`),
  ...policies.map((name) => `policy  ${name}`),
  ...removed.map((name) => `removed ${name}`),
  ...(management === undefined ? ['No spill policies were set: give --management to have them.'] : []),
]
