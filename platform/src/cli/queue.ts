import { Command } from 'commander'
import type { queueViews } from '../gateway/views.ts'
import { show } from './show.ts'
import { table } from './table.ts'

type QueueView = ReturnType<typeof queueViews>[number]

/** `bonghwa queue ...`: what waits. */
export function queueCommand(): Command {
  const command = new Command('queue').description('what waits')
  command.command('list').description('every queue and its depth').action(show('/api/queues', queueTable))
  return command
}

const queueTable = (list: readonly QueueView[]): string =>
  table(
    ['NAME', 'DELIVERY', 'READY', 'UNACKED', 'DELAYED', 'DEAD', 'DROPPED'],
    list.map((each) => [
      each.name,
      each.delivery,
      each.messagesReady,
      each.messagesUnacknowledged,
      each.messagesDelayed,
      each.deadLetters,
      each.dropped,
    ]),
  )
