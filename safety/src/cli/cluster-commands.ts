import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { hostOption, loadFunctions, parsePort, signInOption, tokensOption } from '@bonghwa/platform'
import {
  type ApplyOptions,
  applyApplication,
  type ClusterOptions,
  readConfig,
  renderApplication,
  withApplyOptions,
  withOptions,
  withRenderOptions,
} from '@bonghwa/platform/cluster'
import { Command } from 'commander'
import { type City, readCity } from '../camera/city.ts'
import type { CityImages } from './cluster-city.ts'
import type { UpOptions } from './up.ts'

interface CityOptions extends CityImages, ClusterOptions {
  readonly city: string
  readonly functions: readonly string[]
}

type RenderOptions = CityOptions & {
  readonly output?: string
  readonly helm?: boolean
  readonly cityFile?: boolean
}

/** `city render`, `city apply` and `city serve`: the city in a cluster. */
export function clusterCommands(cityOption: readonly [string, string, string]): Command[] {
  const render = withRenderOptions(
    withCity(new Command('render'), cityOption)
      .description('print the Kubernetes manifests of the city')
      .option('--city-file', 'print only the city file as its pods are to have it, for a Secret of its own'),
  ).action(async (options: RenderOptions, command: Command) => {
    if (options.cityFile) {
      const { inCluster } = await import('./cluster-city.ts')
      return console.log(JSON.stringify(inCluster(readCity(options.city))))
    }
    await renderApplication(await (await cityFor(options)).folder(), options, command)
  })
  const apply = withApplyOptions(
    withCity(new Command('apply'), cityOption).description(
      'bring the city to a cluster: lanes on RabbitMQ, objects in Kubernetes',
    ),
  ).action(async (options: CityOptions & ApplyOptions, command: Command) => {
    await applyApplication(await cityFor(options), options, command)
  })
  return [render, apply, serveCommand()]
}

/** What the pod of API and console runs. */
function serveCommand(): Command {
  return new Command('serve')
    .argument('<file>', 'the city.json that `city render` makes')
    .description('API and console of a city whose watches and functions run in pods, until it is told to end')
    .requiredOption('--queue <url>', 'the RabbitMQ broker, amqp://…', process.env.BONGHWA_QUEUE)
    .option('--management <url>', "the broker's management API, http://…", process.env.BONGHWA_MANAGEMENT)
    .requiredOption('--store <url>', 'where incidents and posts are kept', process.env.CITY_STORE)
    .requiredOption('--evidence <location>', 'where pictures are kept', process.env.CITY_EVIDENCE)
    .option('--port <port>', 'on which it listens', parsePort, Number(process.env.BONGHWA_PORT ?? 7070))
    .option(...hostOption)
    .option(...tokensOption)
    .option(...signInOption)
    .option('--data <directory>', 'where it may write', process.env.BONGHWA_DATA ?? '.bonghwa')
    .option('--otlp <url>', 'a collector of OpenTelemetry, http://…', process.env.OTEL_EXPORTER_OTLP_ENDPOINT)
    .action(async (file: string, options: Omit<UpOptions, 'city' | 'standby' | 'functions'>) => {
      const { up } = await import('./up.ts')
      const city = JSON.parse(readFileSync(file, 'utf8')) as City
      await up({ ...options, city: file, standby: 0, functions: [] }, city)
    })
}

const withCity = (command: Command, cityOption: readonly [string, string, string]): Command =>
  command
    .option(...cityOption)
    .option('--functions <directory>', 'further functions; may be given again', collect, [])
    .option('--city-image <image>', 'of API and console', 'bonghwa/city:0.1.0')
    .option('--city-command <words>', 'what starts city in it, with blanks (default: its entry point)')
    .option('--watch-image <image>', 'of watches and functions', 'bonghwa/watch:0.1.0')
    .option(
      '--city-secret <name>',
      'Secret with store, evidence, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      'bonghwa-city',
    )
    .option('--city-file-secret <name>', 'Secret with city.json, instead of a ConfigMap')
    .option('--json', 'print JSON')

/** `spec.cluster` of a `bonghwa.yaml` beside the city's file counts, and its regions are the city's. */
async function cityFor(options: CityOptions) {
  const { cityManifests, citySpecs } = await import('./cluster-city.ts')
  const city = readCity(options.city)
  const folder = dirname(resolve(options.city))
  const { cluster } = await readConfig(folder)
  const config = {
    file: existsSync(join(folder, 'bonghwa.yaml')) ? join(folder, 'bonghwa.yaml') : city.file,
    regions: city.regions.map((region) => ({ ...region, title: { ...region.title } })),
    cluster,
  }
  const { regions } = config
  const { regions: _, ...words } = options
  const { cluster: settings } = withOptions(config, words)
  const others = async () =>
    (await Promise.all(options.functions.map((directory) => loadFunctions(directory, 'a cluster')))).flatMap(
      ({ functions }) => functions,
    )
  return {
    regions,
    settings,
    functions: async () => [...(await citySpecs(city)), ...(await others())],
    folder: async () => cityManifests(city, settings, options, await others()),
  }
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value]
