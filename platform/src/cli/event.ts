import { Command } from 'commander'
import { type Client, client } from './client.ts'
import { UsageError } from './errors.ts'
import { type EventOptions, eventOf, readJsonFile } from './event-input.ts'
import type { FunctionView } from './function-description.ts'
import { globalOptions } from './global-options.ts'

type PublishOptions = Partial<EventOptions> & { readonly file?: string }

/** `bonghwa event ...`: what happened. */
export function eventCommand(): Command {
  const command = new Command('event').description('what happened')
  command
    .command('publish')
    .option('--type <type>', 'type of the event')
    .option('--data <json>', 'its data')
    .option('--region <region>', 'where it happened')
    .option('--source <source>', 'who saw it', '/cli')
    .option('--id <id>', 'its id')
    .option('--file <file>', 'a CloudEvent as JSON, instead of the options')
    .description('publish an event')
    .action(async (options: PublishOptions, publish: Command) => {
      const { server, json } = globalOptions(publish)
      const gateway = client(server)
      const event = await eventFrom(options)
      const accepted = await gateway.post('/api/events', event, 'application/cloudevents+json')
      if (json) console.log(JSON.stringify(accepted))
      else console.error(`It is safe${await takers(gateway, event)}.`)
    })
  return command
}

/** Who will take the event, to be told after "It is safe"; nothing where that cannot be asked. */
async function takers(gateway: Client, event: unknown): Promise<string> {
  const { type } = event as { readonly type: string }
  const all = await gateway.get<readonly FunctionView[]>('/api/functions').catch(() => undefined)
  if (all === undefined) return ''
  const names = all
    .filter(({ on }) => on.some((trigger) => 'type' in trigger && trigger.type === type))
    .map(({ name }) => name)
  return names.length > 0
    ? `: ${names.join(', ')} ${names.length === 1 ? 'takes' : 'take'} its type`
    : `, but no function takes events of type "${type}"; \`bonghwa function list\` shows what each takes`
}

async function eventFrom({ type, file, ...rest }: PublishOptions): Promise<unknown> {
  if (type !== undefined && file === undefined) return eventOf({ ...rest, type })
  if (type === undefined && file !== undefined) return readJsonFile(file)
  throw new UsageError(
    'An event needs either --type or --file.',
    'Try `bonghwa event publish --type dev.example.greeted`.',
  )
}
