import { Command } from 'commander'
import { client } from './client.ts'
import { UsageError } from './errors.ts'
import { type EventOptions, eventOf, readJsonFile } from './event-input.ts'
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
      const accepted = await client(server).post(
        '/api/events',
        await eventFrom(options),
        'application/cloudevents+json',
      )
      if (json) console.log(JSON.stringify(accepted))
      else console.error('It is safe.')
    })
  return command
}

async function eventFrom({ type, file, ...rest }: PublishOptions): Promise<unknown> {
  if (type !== undefined && file === undefined) return eventOf({ ...rest, type })
  if (type === undefined && file !== undefined) return readJsonFile(file)
  throw new UsageError(
    'An event needs either --type or --file.',
    'Try `bonghwa event publish --type dev.example.greeted`.',
  )
}
