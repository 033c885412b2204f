import { Command, Option } from 'commander'
import { type ClusterOptions, withClusterOptions } from './cluster-options.ts'

export interface ApplyOptions extends ClusterOptions {
  readonly only: 'broker'
  readonly queue: string
  readonly management?: string
}

/** `bonghwa apply`: makes what the functions of a folder need. */
export function applyCommand(): Command {
  const command = new Command('apply')
    .argument('[directory]', 'where the functions are', '.')
    .description('declare on RabbitMQ what every function below a directory needs: lanes and spill policies')
    .addOption(
      new Option('--only <part>', 'which part; the manifests of the rest are printed by `bonghwa render`')
        .choices(['broker'])
        .makeOptionMandatory(),
    )
    .requiredOption('--queue <url>', 'the RabbitMQ broker, amqp://…', process.env.BONGHWA_QUEUE)
    .option(
      '--management <url>',
      "the broker's management API, http://…: without it no spill policies are set",
      process.env.BONGHWA_MANAGEMENT,
    )
  return withClusterOptions(command).action(
    async (directory: string, options: ApplyOptions, self: Command) => {
      const { applyFolder } = await import('./apply-folder.ts')
      await applyFolder(directory, options, self)
    },
  )
}
