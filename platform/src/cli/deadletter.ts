import { Command } from 'commander'
import type { deadLetterViews } from '../gateway/views.ts'
import { client } from './client.ts'
import { globalOptions } from './global-options.ts'
import { show } from './show.ts'
import { age, table } from './table.ts'

type DeadLetterView = Awaited<ReturnType<typeof deadLetterViews>>[number]

/** `bonghwa deadletter ...`: what was refused. */
export function deadLetterCommand(): Command {
  const command = new Command('deadletter').description('what was refused')
  command
    .command('list')
    .description('refused events and why')
    .action(show('/api/deadletters', deadLetterTable))
  command
    .command('replay')
    .argument('<deadletter>', 'its id')
    .description('try a refused event again')
    .action(async (id: string, _: unknown, replay: Command) => {
      const { server, json } = globalOptions(replay)
      const replayed = await client(server).post(`/api/deadletters/${encodeURIComponent(id)}/replay`)
      if (json) console.log(JSON.stringify(replayed))
      else console.error('It is ready again.')
    })
  return command
}

const deadLetterTable = (list: readonly DeadLetterView[]): string =>
  table(
    ['ID', 'ATTEMPTS', 'AGE', 'REASON'],
    list.map(({ id, attempts, deadAt, reason }) => [id, attempts, age(deadAt), reason.split('\n')[0] ?? '']),
  )
