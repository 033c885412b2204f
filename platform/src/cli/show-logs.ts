import type { Command } from 'commander'
import { kubeClient } from '../cluster/kube-client.ts'
import { podLogs } from '../cluster/pod-logs.ts'
import { readConfig } from './config.ts'
import { globalOptions } from './global-options.ts'
import type { LogsOptions } from './logs.ts'

export async function showLogs(name: string, options: LogsOptions, command: Command): Promise<void> {
  const namespace = options.namespace ?? (await readConfig('.')).cluster.namespace
  const client = await kubeClient(options)
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const json = globalOptions(command).json ?? false
  const { region, tail, follow = false } = options
  const count = await podLogs(
    client,
    namespace,
    { function: name, region, tail, follow, signal: stop.signal },
    (line) => console.log(json ? JSON.stringify(line) : `${line.pod} ${line.line}`),
  ).catch((error: Error) => {
    if (stop.signal.aborted) return undefined
    throw error
  })
  if (count === 0)
    console.error(
      `No instance of "${name}" runs in ${namespace}: it is asleep, or not there (\`bonghwa status\`).`,
    )
}
