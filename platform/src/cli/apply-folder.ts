import type { Command } from 'commander'
import { applyBroker } from '../cluster/broker.ts'
import { loadFunctions } from '../function/load.ts'
import { ManifestRefusedError } from '../manifest/errors.ts'
import type { ApplyOptions } from './apply.ts'
import { clusterConfig } from './cluster-options.ts'
import { print } from './show.ts'

/** Declares what the folder needs on the broker, and says what that is. */
export async function applyFolder(directory: string, options: ApplyOptions, command: Command): Promise<void> {
  const { regions, cluster } = await clusterConfig(directory, options)
  const { functions, broken } = await loadFunctions(directory, 'a cluster')
  if (broken.length > 0) throw new ManifestRefusedError(broken.map(({ error }) => error.message))
  const { spillSeconds } = cluster
  const result = await applyBroker(
    { functions, regions, spillSeconds },
    { url: options.queue, management: options.management },
  )
  print(command, result, ({ lanes, policies, removed }) =>
    [
      ...lanes.map((name) => `lane    ${name}`),
      ...policies.map((name) => `policy  ${name}`),
      ...removed.map((name) => `removed ${name}`),
      ...(options.management === undefined
        ? ['No spill policies were set: give --management to have them.']
        : []),
    ].join('\n'),
  )
}
