import { Command, Option } from 'commander'
import { type ClusterOptions, withClusterOptions } from './cluster-options.ts'
import { type KubeOptions, withKubeOptions } from './kube-options.ts'
import { parseCount } from './option-values.ts'

export interface ApplyOptions extends ClusterOptions, KubeOptions {
  readonly only?: 'broker' | 'cluster'
  readonly queue?: string
  readonly management?: string
  readonly dryRun?: 'server'
  readonly forceConflicts?: boolean
  readonly prune: boolean
  readonly dropEvents?: boolean
  readonly wait: boolean
  readonly timeout: number
}

/** `bonghwa apply`: makes what the functions of a folder need. */
export function applyCommand(): Command {
  const command = new Command('apply')
    .argument('[directory]', 'where the functions are', '.')
    .description(
      'bring every function below a directory to a cluster: lanes on RabbitMQ, objects in Kubernetes',
    )
  return withApplyOptions(command).action(async (directory: string, options: ApplyOptions, self: Command) => {
    const { applyFolder } = await import('./apply-folder.ts')
    await applyFolder(directory, options, self)
  })
}

/** Adds the options of whatever brings something to a cluster. */
export function withApplyOptions(command: Command): Command {
  command
    .addOption(
      new Option('--only <part>', 'only the lanes and spill policies, or only the objects').choices([
        'broker',
        'cluster',
      ]),
    )
    .option('--queue <url>', 'the RabbitMQ broker, amqp://…', process.env.BONGHWA_QUEUE)
    .option(
      '--management <url>',
      "the broker's management API, http://…: without it no spill policies are set",
      process.env.BONGHWA_MANAGEMENT,
    )
    .addOption(
      new Option(
        '--dry-run <where>',
        'have the API server say what would change, and change nothing',
      ).choices(['server']),
    )
    .option('--force-conflicts', 'take over fields that others manage')
    .option('--no-prune', 'leave what an earlier apply made and this folder no longer has')
    .option('--drop-events', 'delete lanes of functions that are gone although they hold events')
    .option('--no-wait', 'do not wait until all of it is ready')
    .option('--timeout <seconds>', 'how long to wait for it', parseCount, 300)
  return withKubeOptions(withClusterOptions(command))
}
