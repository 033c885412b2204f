import { Command } from 'commander'
import { envPort, parsePort } from './option-values.ts'

export interface DoorbellCommandOptions {
  readonly queue: string
  readonly management?: string
  readonly host: string
  readonly port: number
  readonly metricsPort?: number
  readonly tls?: string
}

/** `bonghwa doorbell`: the scaler that KEDA asks, for all lanes of a cluster. */
export function doorbellCommand(): Command {
  return new Command('doorbell')
    .description(
      "KEDA's external-push scaler: wakes functions as soon as an event comes, until it is told to end",
    )
    .requiredOption('--queue <url>', 'the RabbitMQ broker, amqp://…', process.env.BONGHWA_QUEUE)
    .option(
      '--management <url>',
      "the broker's management API, http://…: events that are being handled then count too",
      process.env.BONGHWA_MANAGEMENT,
    )
    .option('--host <address>', 'on which it listens', process.env.BONGHWA_HOST ?? '127.0.0.1')
    .option('--port <port>', 'on which it listens', parsePort, envPort('BONGHWA_PORT') ?? 6000)
    .option(
      '--metrics-port <port>',
      'serves /metrics, /healthz and /readyz',
      parsePort,
      envPort('BONGHWA_METRICS_PORT'),
    )
    .option(
      '--tls <directory>',
      'with tls.crt, tls.key and, to ask clients for theirs, ca.crt',
      process.env.BONGHWA_TLS,
    )
    .action(async (options: DoorbellCommandOptions) => {
      const { runDoorbell } = await import('./run-doorbell.ts')
      await runDoorbell(options)
    })
}
