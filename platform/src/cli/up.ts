import { Command } from 'commander'
import { defaults, parsePort, parseWholeNumber } from './option-values.ts'

export interface UpOptions {
  readonly port: number
  readonly data: string
  /** URL of a broker; the embedded queue without it. */
  readonly queue?: string
  readonly standby: number
}

/** `bonghwa up`: the platform on this machine. */
export function upCommand(): Command {
  return new Command('up')
    .argument('[directory]', 'where the functions are', '.')
    .description('run every function below a directory, asleep until its event')
    .option('--port <port>', 'port of the gateway', parsePort, defaults.port)
    .option('--data <directory>', 'all state', defaults.data)
    .option('--queue <url>', 'a RabbitMQ broker, amqp://… (default: a file in the data directory)')
    .option('--standby <count>', 'booted processes that wait on each node', parseWholeNumber, 2)
    .action(async (directory: string, options: UpOptions) => {
      // The other commands only talk to a gateway, and must not wait for the platform to load.
      const { runPlatform } = await import('./run-platform.ts')
      await runPlatform(directory, options)
    })
}
