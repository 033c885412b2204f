import { hostname } from 'node:os'
import { Command } from 'commander'
import { envPort, parsePort } from './option-values.ts'

export interface BeaconCommandOptions {
  readonly queue: string
  readonly region: string
  readonly node: string
  readonly metricsPort?: number
}

/** `bonghwa beacon`: a region's sign of life while all its functions sleep. */
export function beaconCommand(): Command {
  return new Command('beacon')
    .description('say once a second over RabbitMQ that a region is there, until it is told to end')
    .requiredOption('--queue <url>', 'the RabbitMQ broker, amqp://…', process.env.BONGHWA_QUEUE)
    .requiredOption('--region <name>', 'in which it stands', process.env.BONGHWA_REGION)
    .option('--node <name>', 'the machine', process.env.BONGHWA_NODE ?? hostname())
    .option(
      '--metrics-port <port>',
      'serves /metrics, /healthz and /readyz',
      parsePort,
      envPort('BONGHWA_METRICS_PORT'),
    )
    .action(async (options: BeaconCommandOptions) => {
      const { runBeacon } = await import('./run-beacon.ts')
      await runBeacon(options)
    })
}
