import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import type { CloudEvent } from '../event/cloud-event.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { UsageError } from './errors.ts'
import { eventOf, readJsonFile } from './event-input.ts'
import { globalOptions } from './global-options.ts'
import { parseCount } from './option-values.ts'
import { print } from './show.ts'

interface TestOptions {
  readonly event?: string
  readonly data?: string
  readonly type?: string
  readonly region?: string
  readonly attempt: number
}

/** `bonghwa function test`: one event through a handler, without a platform. */
export function functionTestCommand(): Command {
  return new Command('test')
    .argument('[directory]', 'the folder of the function', '.')
    .option('--event <file>', 'a CloudEvent as JSON')
    .option('--data <json>', 'data of an event, instead of a file')
    .option('--type <type>', 'its type (default: the first that the function asks for)')
    .option('--region <region>', 'where it happened (default: what the event says, or local)')
    .option('--attempt <n>', 'which try it is to be', parseCount, 1)
    .description('run a handler once on an event, as in production, and print what it does')
    .action(async (directory: string, options: TestOptions, command: Command) => {
      // The other commands must not wait for the platform to load.
      const { loadFunction, manifestFile } = await import('../function/load.ts')
      const { tryFunction } = await import('./try-function.ts')
      const { eventToJson } = await import('../event/http-binding.ts')

      const spec = await loadFunction(await fileIn(directory, manifestFile))
      if (spec.kind === 'Source') {
        throw new UsageError(
          `${spec.name} is a source: it runs by itself and waits for no event.`,
          'Test a function, or run it with `bonghwa up`.',
        )
      }
      const event = await eventFor(spec, options)
      const emitted: CloudEvent[] = []
      const { json } = globalOptions(command)
      // What it emitted before it failed was emitted all the same.
      const printEmitted = () => {
        if (!json) for (const each of emitted) console.log(JSON.stringify(eventToJson(each)))
      }
      try {
        const { answer, startMs, durationMs } = await tryFunction(spec, event, {
          attempt: options.attempt,
          region: options.region ?? event.region ?? 'local',
          secrets: process.env,
          log: console.error,
          emitted: (each) => emitted.push(each),
        })
        if (json) {
          print(command, { answer: answer ?? null, emitted: emitted.map(eventToJson), startMs, durationMs })
        } else {
          print(command, answer)
          console.error(`Handled in ${ms(durationMs)}, after a cold start of ${ms(startMs)}.`)
        }
      } finally {
        printEmitted()
      }
    })
}

async function fileIn(directory: string, name: string): Promise<string> {
  const file = join(directory, name)
  await stat(file).catch((cause) => {
    throw new UsageError(`There is no ${file}.`, 'Name the folder of a function.', { cause })
  })
  return file
}

/** @throws UsageError | EventInvalidError */
async function eventFor(spec: FunctionSpec, { event: file, data, type }: TestOptions): Promise<CloudEvent> {
  if (file !== undefined && data !== undefined) {
    throw new UsageError('An event comes either from --event or from --data.', 'Leave out one of them.')
  }
  const { eventFromJson } = await import('../event/http-binding.ts')
  if (file === undefined) {
    return eventFromJson(
      eventOf({
        type: type ?? spec.on[0]?.type ?? 'dev.bonghwa.invocation.requested',
        ...(data === undefined ? {} : { data }),
      }),
    )
  }
  const read = eventFromJson(await readJsonFile(file))
  const event = type === undefined ? read : { ...read, type }
  const { wants } = await import('../function/function-spec.ts')
  // Ticks and MQTT messages become events of types of their own.
  if (spec.cron.length + spec.mqtt.length === 0 && !wants(spec, event)) {
    console.error(
      `Note: "on" of ${spec.name} does not ask for this event; in production it would not wake it.`,
    )
  }
  return event
}

const ms = (duration: number): string => `${duration.toFixed(duration < 10 ? 1 : 0)} ms`
