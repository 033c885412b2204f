import { Command } from 'commander'
import { client } from './client.ts'
import { type FunctionView, functionDescription } from './function-description.ts'
import { globalOptions } from './global-options.ts'
import { parseWholeNumber } from './option-values.ts'
import { print } from './show.ts'

interface HoldOptions {
  readonly region?: string
}

/** `bonghwa pause`: hand out nothing more. */
export const pauseCommand = (): Command =>
  act('pause', 'hand out nothing more to a function; what comes waits in its queue').action(
    (name: string, options: HoldOptions, command: Command) => hold(command, name, 'pause', options),
  )

/** `bonghwa resume`: let the scaler decide again. */
export const resumeCommand = (): Command =>
  act('resume', 'lift what holds a function: its scaler decides again').action(
    (name: string, options: HoldOptions, command: Command) => hold(command, name, 'resume', options),
  )

/** `bonghwa scale`: hold a function at a count. */
export const scaleCommand = (): Command =>
  act('scale', 'hold a function at a count of instances, whatever comes, until it is resumed')
    .argument('<count>', 'instances in each region', parseWholeNumber)
    .action((name: string, replicas: number, options: HoldOptions, command: Command) =>
      hold(command, name, 'scale', { ...options, replicas }),
    )

const act = (verb: string, meaning: string): Command =>
  new Command(verb)
    .argument('<function>')
    .option('--region <region>', 'in one region alone')
    .description(meaning)

async function hold(command: Command, name: string, verb: string, body: object): Promise<void> {
  const path = `/api/functions/${encodeURIComponent(name)}/${verb}`
  print(
    command,
    await client(globalOptions(command).server).post<FunctionView>(path, body),
    functionDescription,
  )
}
