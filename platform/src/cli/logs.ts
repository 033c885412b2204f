import { Command } from 'commander'
import { type KubeOptions, withKubeOptions } from './kube-options.ts'
import { parseWholeNumber } from './option-values.ts'

export interface LogsOptions extends KubeOptions {
  readonly namespace?: string
  readonly region?: string
  readonly tail: number
  readonly follow?: boolean
}

/** `bonghwa logs`: of all pods of a function. */
export function logsCommand(): Command {
  const command = new Command('logs')
    .argument('<function>')
    .description("what all of a function's instances in a cluster say")
    .option('-f, --follow', 'go on with the next lines, those of new instances too')
    .option('--region <region>', 'only of instances of this region')
    .option('--tail <lines>', 'of each instance this many of its last lines', parseWholeNumber, 100)
    .option('-n, --namespace <name>', 'namespace of everything (default: that of bonghwa.yaml)')
  return withKubeOptions(command).action(async (name: string, options: LogsOptions, self: Command) => {
    const { showLogs } = await import('./show-logs.ts')
    await showLogs(name, options, self)
  })
}
