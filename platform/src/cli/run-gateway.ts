import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { openPlatform, type Platform } from '../control/platform.ts'
import { CallUnsupportedError } from '../gateway/errors.ts'
import { gateway } from '../gateway/gateway.ts'
import { type Catalogue, catalogueFile } from '../manifest/catalogue.ts'
import { log } from '../telemetry/log.ts'
import { accessOf } from './access-options.ts'
import { UsageError } from './errors.ts'
import type { GatewayCommandOptions } from './gateway.ts'
import { untilStopped } from './until-stopped.ts'
import { version } from './version.ts'

/** Takes events in until SIGTERM or SIGINT, each into the lanes of the functions that asked for it. */
export async function runGateway(directory: string, options: GatewayCommandOptions): Promise<void> {
  const stopped = untilStopped()
  const { regions, functions } = await readCatalogue(join(directory, catalogueFile))
  await using platform = await openPlatform({
    // Of the cluster's nodes nobody here knows.
    regions: regions.map((region) => ({ ...region, nodes: [] })),
    dataDirectory: resolve(options.data),
    // It only publishes.
    broker: { url: options.queue, management: options.management, prefetch: 0 },
    instances: 'elsewhere',
    otlp: options.otlp === undefined ? undefined : { endpoint: options.otlp, version },
    standby: 0,
    env: {},
    secrets: {},
  })
  for (const spec of functions) await platform.deploy({ ...spec, ...notRunHere, folder: resolve(directory) })
  const front: Platform = {
    ...platform,
    invoke: (name) => Promise.reject(new CallUnsupportedError(name)),
  }
  const { access, signIn } = await accessOf(options.data, options)
  // A cluster mounts its Secret of tokens when somebody makes it.
  const door = gateway(front, { version, access, signIn, tokensMayCome: true })
  if (access.guarded(options.host) && signIn === undefined && access.tokens.list().length === 0) {
    log({
      level: 'warn',
      message: `Nobody is let in until ${access.tokens.file} has a token (\`bonghwa token create\`).`,
    })
  }
  const server = await door.listen(options.port, options.host)
  await platform.start()
  console.log(
    `Events are taken at http://${options.host}:${(server.address() as AddressInfo).port}/api/events`,
  )
  await stopped
  door.close()
  server.close()
}

const notRunHere = {
  env: {},
  secrets: [],
  permissions: { read: [], write: [], run: false, addons: false, workers: false },
  isolation: 'process',
} as const

async function readCatalogue(file: string): Promise<Catalogue> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new UsageError(
      `${file} cannot be read (${(cause as Error).message}).`,
      'Give the folder of the ConfigMap bonghwa-functions that `bonghwa render` makes.',
      { cause },
    )
  }
}
