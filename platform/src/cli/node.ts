import { Command } from 'commander'
import type { nodeViews } from '../gateway/views.ts'
import { client } from './client.ts'
import { globalOptions } from './global-options.ts'
import { print, show } from './show.ts'
import { table } from './table.ts'

type NodeView = ReturnType<typeof nodeViews>[number]

/** `bonghwa node ...`: where it runs. */
export function nodeCommand(): Command {
  const command = new Command('node').description('where it runs')
  command.command('list').description('every node').action(show('/api/nodes', nodeTable))
  for (const [verb, meaning] of [
    ['kill', 'simulate the loss of a node: its processes are killed with -9'],
    ['start', 'bring a node back'],
  ] as const) {
    command
      .command(verb)
      .argument('<node>')
      .description(meaning)
      .action(async (name: string, _: unknown, change: Command) =>
        print(
          change,
          await client(globalOptions(change).server).post<NodeView[]>(
            `/api/nodes/${encodeURIComponent(name)}/${verb}`,
          ),
          nodeTable,
        ),
      )
  }
  return command
}

const nodeTable = (list: readonly NodeView[]): string =>
  table(
    ['NAME', 'REGION', 'STATE', 'INSTANCES', 'STAND-BY', 'FROZEN', 'SOURCES'],
    list.map((each) => [
      each.name,
      each.region,
      each.state,
      each.instances,
      each.standby,
      each.frozen,
      each.sources.join(','),
    ]),
  )
