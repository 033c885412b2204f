import { Command } from 'commander'
import { type KubeOptions, withKubeOptions } from './kube-options.ts'

export interface StatusOptions extends KubeOptions {
  readonly namespace?: string
}

/** `bonghwa status`: what a cluster says of the functions. */
export function statusCommand(): Command {
  const command = new Command('status')
    .argument('[directory]', 'whose bonghwa.yaml names the namespace', '.')
    .description('lanes and their replicas in a cluster, what KEDA and the HPA say of them, and what to do')
    .option('-n, --namespace <name>', 'namespace of everything')
  return withKubeOptions(command).action(async (directory: string, options: StatusOptions, self: Command) => {
    const { showStatus } = await import('./show-status.ts')
    await showStatus(directory, options, self)
  })
}
