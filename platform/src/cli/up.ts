import { Command } from 'commander'
import { frozenByDefault } from '../instance/frozen-pool.ts'
import type { LogFormat } from '../telemetry/log.ts'
import { type AccessOptions, hostOption, signInOption, tokensOption } from './access-options.ts'
import { globalOptions } from './global-options.ts'
import { defaults, parseHttpUrl, parsePort, parseWholeNumber } from './option-values.ts'
import { logFormatOption } from './service-log.ts'

export interface UpOptions extends AccessOptions {
  readonly port: number
  readonly data: string
  /** URL of a broker; the embedded queue without it. */
  readonly queue?: string
  /** URL of the broker's management API. */
  readonly management?: string
  /** The one region that is served here, on a broker of its own. */
  readonly site?: string
  /** URL of an MQTT broker whose messages wake functions. */
  readonly mqtt?: string
  /** Base URL of a collector that gets every span. */
  readonly otlp?: string
  readonly logFormat?: LogFormat
  readonly standby: number
  /** How many processes of a node may be frozen, and for how long. */
  readonly frozen: number
  readonly frozenSeconds: number
}

/** `bonghwa up`: the platform on this machine. */
export function upCommand(): Command {
  return new Command('up')
    .argument('[directory]', 'where the functions are', '.')
    .description('run every function below a directory, asleep until its event')
    .option('--port <port>', 'port of the gateway', parsePort, defaults.port)
    .option(...hostOption)
    .option(...tokensOption)
    .option(...signInOption)
    .option('--data <directory>', 'all state', defaults.data)
    .option('--queue <url>', 'a RabbitMQ broker, amqp://… (default: a file in the data directory)')
    .option(
      '--management <url>',
      "the broker's management API, http://…: depths then count other processes too",
    )
    .option(
      '--site <region>',
      'serve this region alone, on its own broker (`bonghwa site link`)',
      process.env.BONGHWA_SITE,
    )
    .option('--mqtt <url>', 'an MQTT broker whose messages wake functions, mqtt://…', defaults.mqtt)
    .option(
      '--otlp <url>',
      'a collector of OpenTelemetry, http://…: it gets every span',
      parseHttpUrl,
      defaults.otlp,
    )
    .addOption(logFormatOption())
    .option('--standby <count>', 'booted processes that wait on each node', parseWholeNumber, 2)
    .option(
      '--frozen <count>',
      'idle functions of each node that are stopped instead of ended',
      parseWholeNumber,
      frozenByDefault.perNode,
    )
    .option(
      '--frozen-seconds <seconds>',
      'how long they are kept so',
      parseWholeNumber,
      frozenByDefault.seconds,
    )
    .action(async (directory: string, options: UpOptions, command: Command) => {
      // The other commands only talk to a gateway, and must not wait for the platform to load.
      const { runPlatform } = await import('./run-platform.ts')
      await runPlatform(directory, globalOptions(command).json ?? false, options)
    })
}
