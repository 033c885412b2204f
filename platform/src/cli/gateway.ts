import { Command } from 'commander'
import { boundServices } from '../config/bound-services.ts'
import { type AccessOptions, hostOption, signInOption, tokensOption } from './access-options.ts'
import { defaults, parseHttpUrl, parsePort } from './option-values.ts'

export interface GatewayCommandOptions extends AccessOptions {
  readonly queue: string
  readonly management?: string
  readonly port: number
  readonly data: string
  readonly otlp?: string
}

/** `bonghwa gateway`: the front door of a cluster, whose functions run in pods. */
export function gatewayCommand(): Command {
  const bound = boundServices(process.env.VCAP_SERVICES)
  return new Command('gateway')
    .argument('<directory>', 'with the functions.json that `bonghwa render` makes')
    .description('take events in over HTTP for functions that run elsewhere, until it is told to end')
    .requiredOption(
      '--queue <url>',
      'the RabbitMQ broker, amqp://…',
      process.env.BONGHWA_QUEUE ?? bound.queue,
    )
    .option(
      '--management <url>',
      "the broker's management API, http://…",
      process.env.BONGHWA_MANAGEMENT ?? bound.management,
    )
    .option(...hostOption)
    .option(...tokensOption)
    .option(...signInOption)
    .option('--port <port>', 'on which it listens', parsePort, defaults.port)
    .option('--data <directory>', 'where it may write', process.env.BONGHWA_DATA ?? defaults.scratch)
    .option('--otlp <url>', 'a collector of OpenTelemetry, http://…', parseHttpUrl, defaults.otlp)
    .action(async (directory: string, options: GatewayCommandOptions) => {
      const { runGateway } = await import('./run-gateway.ts')
      await runGateway(directory, options)
    })
}
