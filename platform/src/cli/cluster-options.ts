import { type Command, Option } from 'commander'
import type { ClusterSettings } from '../manifest/settings.ts'
import type { Region } from '../placement/region.ts'
import { type PlatformConfig, readConfig } from './config.ts'
import { UsageError } from './errors.ts'
import { parseHttpUrl, parsePort, parseWholeNumber } from './option-values.ts'

/** What the words of a command change in `spec.cluster` of `bonghwa.yaml`. */
export interface ClusterOptions {
  readonly regions?: string
  readonly namespace?: string
  readonly image?: string
  readonly imagePullPolicy?: ClusterSettings['imagePullPolicy']
  readonly runtimeCommand?: string
  readonly registry?: string
  readonly brokerSecret?: string
  readonly rabbitmqOperator?: string
  readonly doorbellAddress?: string
  readonly doorbellPort?: number
  readonly doorbellReplicas?: number
  readonly gatewayPort?: number
  readonly gatewayReplicas?: number
  readonly beaconReplicas?: number
  readonly probes: boolean
  readonly serviceMonitor?: boolean
  readonly spillSeconds?: number
  readonly otlp?: string
}

/** Adds the options that `render`, `apply` and `status` share. */
export function withClusterOptions(command: Command): Command {
  return command
    .option(
      '--regions <names>',
      'of these regions, with commas; without bonghwa.yaml in a row, the core first',
    )
    .option('-n, --namespace <name>', 'namespace of everything')
    .option('--image <image>', "the runtime's image")
    .addOption(
      new Option('--image-pull-policy <policy>', 'when kubelets pull it').choices([
        'Always',
        'IfNotPresent',
        'Never',
      ]),
    )
    .option(
      '--runtime-command <words>',
      'what starts bonghwa in the image, with blanks (default: its entry point)',
    )
    .option('--registry <prefix>', 'where images of functions lie that need one')
    .option('--broker-secret <name>', 'Secret with the keys amqp and http, the addresses of RabbitMQ')
    .option(
      '--rabbitmq-operator <cluster>',
      "have RabbitMQ's topology operator make lanes and policies in this RabbitmqCluster",
    )
    .option('--doorbell-address <host:port>', 'where KEDA finds the doorbell (default: its Service)')
    .option('--doorbell-port <port>', 'on which the doorbell listens', parsePort)
    .option('--doorbell-replicas <count>', 'how many doorbells', parseWholeNumber)
    .option('--gateway-port <port>', 'on which the gateway listens', parsePort)
    .option('--gateway-replicas <count>', 'how many gateways', parseWholeNumber)
    .option('--beacon-replicas <count>', 'how many beacons in each region; 0: none', parseWholeNumber)
    .option('--no-probes', 'without startup, readiness and liveness probes')
    .option('--otlp <url>', 'collector of OpenTelemetry for pods and gateway, http://…', parseHttpUrl)
    .option('--service-monitor', 'with ServiceMonitors for the Prometheus operator')
    .option(
      '--spill-seconds <seconds>',
      'how long an event waits before it moves to the next region; 0: for ever',
      parseWholeNumber,
    )
}

/** `bonghwa.yaml` of the directory as these words change it. */
export async function clusterConfig(directory: string, options: ClusterOptions): Promise<PlatformConfig> {
  return withOptions(await readConfig(directory), options)
}

/** A configuration as the words of a command change it. */
export function withOptions(config: PlatformConfig, options: ClusterOptions): PlatformConfig {
  return {
    file: config.file,
    regions: options.regions === undefined ? config.regions : chosen(options.regions, config),
    cluster: changed(config.cluster, options),
  }
}

function chosen(names: string, { regions, file }: PlatformConfig): readonly Region[] {
  const wanted = names.split(',').map((name) => name.trim())
  if (file === undefined) return inARow(wanted)
  return wanted.map((name) => {
    const known = regions.find((region) => region.name === name)
    if (known) return known
    const all = regions.map((region) => region.name).join(', ')
    throw new UsageError(`${file} has no region "${name}".`, `Choose of: ${all}.`)
  })
}

/** Regions of which only the names are known: each one's neighbours are those beside it. */
function inARow(names: readonly string[]): readonly Region[] {
  return names.map((name, index) => {
    if (!/^[a-z][a-z0-9-]*$/.test(name) || names.indexOf(name) !== index)
      throw new UsageError(
        `"${name}" is no name for a region.`,
        'Use different names of letters, digits and dashes.',
      )
    return { name, place: { latitude: 0, longitude: index }, core: index === 0, nodes: [`${name}-1`] }
  })
}

function changed(cluster: ClusterSettings, options: ClusterOptions): ClusterSettings {
  const { doorbellAddress, doorbellPort, doorbellReplicas, gatewayPort, gatewayReplicas } = options
  const { namespace, image, imagePullPolicy, registry, brokerSecret, serviceMonitor, spillSeconds, otlp } =
    options
  return {
    ...cluster,
    ...given({
      namespace,
      image,
      imagePullPolicy,
      registry,
      brokerSecret,
      serviceMonitor,
      spillSeconds,
      otlp,
    }),
    ...(options.rabbitmqOperator === undefined
      ? {}
      : { rabbitmqOperator: { vhost: '/', ...cluster.rabbitmqOperator, cluster: options.rabbitmqOperator } }),
    ...given({ command: options.runtimeCommand?.split(/\s+/) }),
    probes: cluster.probes && options.probes,
    doorbell: {
      ...cluster.doorbell,
      ...given({ address: doorbellAddress, port: doorbellPort, replicas: doorbellReplicas }),
    },
    gateway: { ...cluster.gateway, ...given({ port: gatewayPort, replicas: gatewayReplicas }) },
    beacon: { ...cluster.beacon, ...given({ replicas: options.beaconReplicas }) },
  }
}

/** Without the keys of which nothing was said. */
const given = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: NonNullable<Values[Key]>
  }
