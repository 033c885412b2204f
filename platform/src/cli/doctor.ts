import { Command } from 'commander'
import { type ClusterOptions, withClusterOptions } from './cluster-options.ts'
import { type KubeOptions, withKubeOptions } from './kube-options.ts'

export interface DoctorOptions extends ClusterOptions, KubeOptions {
  readonly queue?: string
  readonly management?: string
}

/** `bonghwa doctor`: whether a cluster and a broker are fit for the functions of a folder. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .argument('[directory]', 'where the functions are', '.')
    .description('look whether cluster and broker have what is needed, and say what to do')
    .option('--queue <url>', 'the RabbitMQ broker, amqp://…', process.env.BONGHWA_QUEUE)
    .option('--management <url>', "the broker's management API, http://…", process.env.BONGHWA_MANAGEMENT)
  return withKubeOptions(withClusterOptions(command)).action(
    async (directory: string, options: DoctorOptions, self: Command) => {
      const { runDoctor } = await import('./run-doctor.ts')
      await runDoctor(directory, options, self)
    },
  )
}
