import { dirname, join, relative, resolve } from 'node:path'
import { loadFunctions } from '@bonghwa/platform'
import { type FunctionSpec, loadFunction } from '@bonghwa/platform/function'
import {
  brokerEnv,
  type ClusterSettings,
  collectorEnv,
  type EnvironmentVariable,
  hashOf,
  type KubernetesObject,
  labelsOf,
  ManifestRefusedError,
  type MountedVolume,
  managementEnv,
  type PackedFunction,
  pack,
  type Renderable,
  serviceObjects,
  tokensFile,
  tokensVolume,
} from '@bonghwa/platform/manifest'
import type { City } from '../camera/city.ts'
import { channelFunctions } from '../functions/deliver/channel-functions.ts'

/** What a city needs in a cluster beside `spec.cluster`. */
export interface CityImages {
  /** `deploy/city.Dockerfile`: API and console. */
  readonly cityImage: string
  /** What starts `city` in it, with blanks; its entry point unless given. */
  readonly cityCommand?: string
  /** `deploy/watch.Dockerfile`: watches and functions. */
  readonly watchImage: string
  /** Secret with `store` (postgres://… or mysql://…), `evidence` (s3://…) and, for the bucket, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. */
  readonly citySecret: string
  /** Secret with `city.json`, when the addresses of cameras hold passwords; else that lies in a ConfigMap. */
  readonly cityFileSecret?: string
}

/** Where an image has what this repository has. */
const installed = '/opt/bonghwa'
const repository = join(import.meta.dirname, '../../..')
const cityName = 'city'
const cityFolder = '/var/lib/bonghwa/city'
const cityFile = `${cityFolder}/city.json`
const cityVolume = (file: string, { cityFileSecret }: CityImages): MountedVolume => ({
  name: 'city',
  mountPath: cityFolder,
  from:
    cityFileSecret === undefined
      ? { configMap: { name: configMapName(file) } }
      : { secret: { secretName: cityFileSecret } },
})
/** Named by what is in it, so that pods are new when the city is. */
const configMapName = (file: string): string => `city-file-${hashOf(file)}`

/** The functions and watches of a city, without those of others. */
export async function citySpecs(city: City): Promise<readonly FunctionSpec[]> {
  const source = join(import.meta.dirname, '..')
  const { functions } = await loadFunctions(join(source, 'functions'))
  return [
    ...functions,
    ...(await channelFunctions(city.channels)),
    await loadFunction(join(source, 'watch/function.yaml')),
  ]
}

/**
 * A city as manifests: its functions and a watch in each region from one image, API and console from another, the city's file in a
 * ConfigMap. Addresses and keys come from Secrets.
 *
 * @param others functions beside the city's own
 * @throws ManifestRefusedError when a camera's clip or the model lies where no image has it
 */
export async function cityManifests(
  city: City,
  settings: ClusterSettings,
  images: CityImages,
  others: readonly FunctionSpec[] = [],
): Promise<Renderable> {
  const own = (await citySpecs(city)).map(
    (spec): PackedFunction => ({
      spec: { ...spec, resources: resourcesOf(spec, city) },
      code: {
        kind: 'installed',
        image: images.watchImage,
        folder: `${installed}/functions/${folderNameOf(spec)}`,
      },
    }),
  )
  const placed = inCluster(city)
  if (images.cityFileSecret === undefined) refusePasswords(placed)
  const file = JSON.stringify(placed)
  const env = cityEnv(file, images)
  return {
    functions: [...own, ...(await Promise.all(others.map(pack)))],
    scaledObjects: [],
    regions: city.regions.map((region) => ({ ...region, title: { ...region.title } })),
    settings,
    application: {
      name: cityName,
      env,
      volumes: [cityVolume(file, images)],
      objects: cityObjects(file, env, settings, images),
    },
  }
}

/** Of one stream that is decoded, and of a watch without any. */
const cameraBytes = 128 * 2 ** 20
const watchBytes = 256 * 2 ** 20

/**
 * On one machine `cpu` is a cap; a pod that asked for as much would find no room at an edge, and is not capped. What a watch needs
 * depends on its cameras.
 */
function resourcesOf(
  { kind, resources }: FunctionSpec,
  { regions, cameras }: City,
): FunctionSpec['resources'] {
  if (kind === 'Function')
    return resources.cpuCores === undefined ? resources : { ...resources, cpuCores: resources.cpuCores / 4 }
  const most = Math.max(...regions.map(({ name }) => cameras.filter(({ region }) => region === name).length))
  return {
    ...resources,
    cpuCores: Number((0.1 + most / 20).toFixed(2)),
    memoryBytes: watchBytes + most * cameraBytes,
  }
}

/** Those of the channels share one handler. */
const folderNameOf = ({ folder }: FunctionSpec): string => relative(dirname(folder), folder)

const cityEnv = (file: string, { citySecret }: CityImages): readonly EnvironmentVariable[] => {
  const secret = (name: string, key: string, optional = false): EnvironmentVariable => ({
    name,
    valueFrom: { secretKeyRef: { name: citySecret, key, ...(optional ? { optional } : {}) } },
  })
  return [
    { name: 'CITY_FILE', value: cityFile },
    // Of a Secret with the file nobody else would notice that it has changed.
    { name: 'CITY_VERSION', value: hashOf(file) },
    secret('CITY_STORE', 'store'),
    secret('CITY_EVIDENCE', 'evidence'),
    { name: 'CITY_FACES', value: `${installed}/models/faces` },
    { name: 'CITY_PACE', value: 'live' },
    ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map((key) =>
      secret(key, key, true),
    ),
  ]
}

function cityObjects(
  file: string,
  env: readonly EnvironmentVariable[],
  settings: ClusterSettings,
  images: CityImages,
): KubernetesObject[] {
  const { namespace, gateway, functionSecret } = settings
  const vapid = ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT', 'TMAP_APP_KEY'].map((name) => ({
    name,
    valueFrom: { secretKeyRef: { name: functionSecret, key: name, optional: true } },
  }))
  const labels = labelsOf(cityName, 'city')
  return [
    ...(images.cityFileSecret === undefined
      ? [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: configMapName(file), namespace, labels },
            immutable: true,
            data: { 'city.json': file },
          },
        ]
      : []),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: cityName, namespace, labels },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/component': 'city' } },
        policyTypes: ['Ingress'],
        ingress: [{ ports: [{ protocol: 'TCP', port: gateway.port }] }],
      },
    },
    ...serviceObjects(
      {
        name: cityName,
        component: 'city',
        image: { name: images.cityImage, command: images.cityCommand?.split(/\s+/) },
        args: ['serve', cityFile],
        // It tells the time to the functions that wait for it: two would tell it twice.
        replicas: 1,
        alone: true,
        env: [
          ...brokerEnv(settings),
          managementEnv(settings),
          { name: 'BONGHWA_PORT', value: String(gateway.port) },
          { name: 'BONGHWA_HOST', value: '0.0.0.0' },
          { name: 'BONGHWA_DATA', value: '/tmp/bonghwa' },
          { name: 'BONGHWA_TOKENS', value: tokensFile },
          ...collectorEnv(settings),
          ...env,
          ...vapid,
        ],
        port: { name: 'http', number: gateway.port },
        memory: '512Mi',
        volumes: [cityVolume(file, images), tokensVolume],
        version: hashOf(file),
      },
      settings,
    ),
  ]
}

function refusePasswords({ cameras }: City): void {
  const open = cameras.filter(({ source }) => 'url' in source && URL.parse(source.url)?.password)
  if (open.length === 0) return
  throw new ManifestRefusedError(
    open.map(
      ({ id }) =>
        `camera ${id}: its address holds a password, which would lie in a ConfigMap; make a Secret of what \`city render --city-file\` prints, and name it with --city-file-secret`,
    ),
  )
}

/** The city with its paths as the images have them: what is in this repository, and what lies beside the city's file. */
export function inCluster(city: City): City {
  const beside = dirname(city.file)
  const problems: string[] = []
  const path = (file: string): string => {
    const absolute = resolve(file)
    for (const [root, there] of [
      [repository, installed],
      [beside, `${installed}/city`],
    ] as const) {
      const inside = relative(root, absolute)
      if (!inside.startsWith('..')) return `${there}/${inside}`
    }
    problems.push(`${file} lies neither in this repository nor beside ${city.file}, so no image has it`)
    return file
  }
  const placed: City = {
    ...city,
    file: cityFile,
    model: path(city.model),
    cameras: city.cameras.map((camera) => {
      const { source } = camera
      if ('files' in source) return { ...camera, source: { ...source, files: source.files.map(path) } }
      if (!('push' in source)) return camera
      const clips = Object.entries(source.clips).map(([name, clip]) => [name, path(clip)])
      return { ...camera, source: { ...source, clips: Object.fromEntries(clips) } }
    }),
  }
  if (problems.length > 0) throw new ManifestRefusedError(problems)
  return placed
}
