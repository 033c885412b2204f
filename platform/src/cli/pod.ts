import { hostname } from 'node:os'
import { Command } from 'commander'
import type { Region } from '../placement/region.ts'
import { defaults, envPort, parseHttpUrl, parsePort, parseRegions } from './option-values.ts'

export interface PodCommandOptions {
  readonly queue: string
  readonly region: string
  readonly regions?: readonly Region[]
  readonly node: string
  readonly instance: string
  readonly data: string
  readonly metricsPort?: number
  readonly functionPort?: number
  readonly pass?: string
  readonly priority: number
  readonly otlp?: string
}

/** `bonghwa pod`: what a pod of a function runs. */
export function podCommand(): Command {
  return new Command('pod')
    .argument('<directory>', 'where the function is')
    .description(
      'one instance of a function, which takes events of one region from RabbitMQ until it is told to end',
    )
    .requiredOption('--queue <url>', 'the RabbitMQ broker, amqp://…', process.env.BONGHWA_QUEUE)
    .requiredOption('--region <name>', 'whose events it takes', process.env.BONGHWA_REGION)
    .option(
      '--regions <names>',
      'all regions, with commas, the core first; NAME@LATITUDE/LONGITUDE for those that stand in for each other',
      parseRegions,
      process.env.BONGHWA_REGIONS === undefined ? undefined : parseRegions(process.env.BONGHWA_REGIONS),
    )
    .option(
      '--instance <name>',
      'what it is called among all',
      process.env.BONGHWA_POD ?? `${hostname()}-${process.pid}`,
    )
    .option('--node <name>', 'the machine, for traces and metrics', process.env.BONGHWA_NODE ?? hostname())
    .option('--data <directory>', 'where it may write', process.env.BONGHWA_DATA ?? defaults.scratch)
    .option(
      '--metrics-port <port>',
      'serves /metrics, /healthz and /readyz',
      parsePort,
      envPort('BONGHWA_METRICS_PORT'),
    )
    .option(
      '--function-port <port>',
      "port of the function's own server",
      parsePort,
      envPort('BONGHWA_FUNCTION_PORT'),
    )
    .option(
      '--priority <number>',
      'below 0: others are served first, this takes what they have no room for',
      Number,
      Number(process.env.BONGHWA_PRIORITY ?? 0),
    )
    .option(
      '--pass <names>',
      "variables of the environment that the function is to have beside its manifest's, with commas",
      process.env.BONGHWA_PASS,
    )
    .option(
      '--otlp <url>',
      'a collector of OpenTelemetry, http://…: it gets every span',
      parseHttpUrl,
      defaults.otlp,
    )
    .action(async (directory: string, options: PodCommandOptions) => {
      const { runPod } = await import('./run-pod.ts')
      await runPod(directory, options)
    })
}
