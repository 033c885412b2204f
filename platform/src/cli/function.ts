import { Command } from 'commander'
import { client } from './client.ts'
import { eventOf } from './event-input.ts'
import { type FunctionView, functionDescription, heldText, triggerName } from './function-description.ts'
import { functionTestCommand } from './function-test.ts'
import { globalOptions } from './global-options.ts'
import { print, show } from './show.ts'
import { age, table } from './table.ts'

interface LogView {
  readonly at: string
  readonly instance: string
  readonly line: string
}

/** `bonghwa function ...`: what runs, or sleeps. */
export function functionCommand(): Command {
  const command = new Command('function').description('what runs, or sleeps')
  command
    .command('list')
    .description('every function and its replicas')
    .action(show('/api/functions', functionTable))
  command
    .command('describe')
    .argument('<function>')
    .description('everything about one function')
    .action(async (name: string, _: unknown, describe: Command) =>
      print(
        describe,
        await client(globalOptions(describe).server).get<FunctionView>(pathOf(name)),
        functionDescription,
      ),
    )
  command
    .command('invoke')
    .argument('<function>')
    .option('--data <json>', 'data of the event')
    .option('--region <region>', 'region of the event')
    .option('--type <type>', 'type of the event', 'dev.bonghwa.invocation.requested')
    .description('call a function and print its answer')
    .action(
      async (name: string, options: { data?: string; region?: string; type: string }, invoke: Command) =>
        print(
          invoke,
          await client(globalOptions(invoke).server).post(
            `${pathOf(name)}/invoke`,
            eventOf(options),
            'application/cloudevents+json',
          ),
        ),
    )
  command
    .command('logs')
    .argument('<function>')
    .option('-f, --follow', 'go on with the next ones as they come')
    .description('its last log lines')
    .action(async (name: string, { follow }: { follow?: boolean }, logs: Command) => {
      const gateway = client(globalOptions(logs).server)
      const path = `${pathOf(name)}/logs`
      if (!follow) return print(logs, await gateway.get<LogView[]>(path), logText)
      const asText = globalOptions(logs).json ? JSON.stringify : logLine
      for await (const line of gateway.events<LogView>(`${path}?follow=1`)) console.log(asText(line))
    })
  return command.addCommand(functionTestCommand())
}

const pathOf = (name: string): string => `/api/functions/${encodeURIComponent(name)}`

const functionTable = (list: readonly FunctionView[]): string =>
  table(
    ['NAME', 'TRIGGER', 'REPLICAS', 'WAITING', 'DEAD', 'ACTIVE', 'HELD', 'PROBLEM'],
    list.map((each) => [
      each.name,
      each.on.map(triggerName).join(',') || '-',
      `${each.readyReplicas}/${each.replicas}`,
      each.messagesReady,
      each.deadLetters,
      age(each.lastActiveAt),
      heldText(each) || '-',
      each.problem?.split('\n')[0] ?? '',
    ]),
  )

const logLine = ({ at, instance, line }: LogView): string => `${at} ${instance} ${line}`

const logText = (lines: readonly LogView[]): string => lines.map(logLine).join('\n')
