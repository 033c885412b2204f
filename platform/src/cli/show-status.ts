import type { Command } from 'commander'
import { type WorkloadStatus, workloads } from '../cluster/explain.ts'
import { kubeClient } from '../cluster/kube-client.ts'
import { readState } from '../cluster/state.ts'
import { readConfig } from './config.ts'
import { print } from './show.ts'
import type { StatusOptions } from './status.ts'
import { table } from './table.ts'

export async function showStatus(directory: string, options: StatusOptions, command: Command): Promise<void> {
  const namespace = options.namespace ?? (await readConfig(directory)).cluster.namespace
  const client = await kubeClient(options)
  const found = workloads(await readState(client, namespace))
  print(command, found, (list) => statusText(list, namespace))
}

function statusText(list: readonly WorkloadStatus[], namespace: string): string {
  if (list.length === 0)
    return `Nothing of Bonghwa is in the namespace ${namespace}: \`bonghwa apply\` brings it there.`
  const rows = table(
    ['NAME', 'REGION', 'STATE', 'READY', 'WANTED', 'MOST'],
    list.map((each) => [
      each.function ?? each.name,
      each.region ?? '-',
      each.state,
      `${each.ready}/${each.replicas}`,
      each.desired ?? '-',
      each.max ?? '-',
    ]),
  )
  const notes = list.flatMap(({ name, notes: own }) =>
    own.map(
      ({ level, text, remedy }) =>
        `${level === 'problem' ? '!' : '·'} ${name}: ${text}${remedy === undefined ? '' : `\n    ${remedy}`}`,
    ),
  )
  return [rows, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}
