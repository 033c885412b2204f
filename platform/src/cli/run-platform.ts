import { stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { watchLink } from '../cluster/link-watch.ts'
import { sitePolicies } from '../cluster/site-link.ts'
import { deployDirectory } from '../control/deploy-directory.ts'
import { openPlatform } from '../control/platform.ts'
import { gateway } from '../gateway/gateway.ts'
import type { ClusterSettings } from '../manifest/settings.ts'
import { vhostOf } from '../queue/rabbitmq-connection.ts'
import { log } from '../telemetry/log.ts'
import { accessOf } from './access-options.ts'
import { readConfig } from './config.ts'
import { UsageError } from './errors.ts'
import { logAsService, logFunctions } from './service-log.ts'
import { knownSite } from './site-link.ts'
import { untilStopped } from './until-stopped.ts'
import type { UpOptions } from './up.ts'
import { version } from './version.ts'

/**
 * Runs every function below a directory until it is told to stop.
 *
 * @param json whether to say what runs where as JSON
 */
export async function runPlatform(
  directory: string,
  json: boolean,
  {
    host,
    port,
    data,
    tokens,
    signIn,
    queue,
    management,
    site,
    mqtt,
    otlp,
    logFormat,
    ...processes
  }: UpOptions,
): Promise<void> {
  logAsService(logFormat)
  await stat(directory).catch((cause) => {
    throw new UsageError(`There is no directory ${directory}.`, 'Name the one with your functions.', {
      cause,
    })
  })
  const { regions, cluster, file } = await readConfig(directory)
  if (site !== undefined) {
    knownSite(site, regions, file)
    if (queue === undefined)
      throw new UsageError('A site needs a broker of its own.', 'Name it with --queue amqp://…')
  }
  await using platform = await openPlatform({
    regions,
    site,
    dataDirectory: resolve(data),
    broker: queue === undefined ? undefined : { url: queue, management },
    mqtt,
    otlp: otlp === undefined ? undefined : { endpoint: otlp, version },
    standby: processes.standby,
    frozen: { perNode: processes.frozen, seconds: processes.frozenSeconds },
    env: {},
    secrets: process.env,
  })
  logFunctions(platform)
  const door = gateway(platform, {
    version,
    folders: [{ directory }],
    ...(await accessOf(data, { host, tokens, signIn })),
  })
  const server = await door.listen(port, host)
  const count = await deployDirectory(platform, directory)
  await platform.start()
  using _ = site === undefined ? undefined : tendLink()
  const url = `http://${host}:${(server.address() as AddressInfo).port}`
  if (json) console.log(JSON.stringify({ url, functions: count }))
  else console.log(`${count} function${count === 1 ? '' : 's'} asleep at ${url}/api/functions (Ctrl+C stops)`)
  await untilStopped()
  door.close()
  server.close()

  /** What the site cannot take at once waits for it while its line is cut, and moves on while it is not. */
  function tendLink(): Disposable | undefined {
    if (site === undefined || queue === undefined || management === undefined) return undefined
    const functions = platform.lanes().map(({ spec }) => spec)
    return watchLink({
      management,
      vhost: vhostOf(queue),
      policies: sitePolicies({ functions: [...new Set(functions)], regions, site, ...linkSettings(cluster) }),
      changed: (state) =>
        log({ level: state === 'cut off' ? 'warn' : 'info', message: `The site is ${state}.` }),
      failed: ({ message }) => log({ level: 'warn', message: `How the line is cannot be told: ${message}` }),
    })
  }
}

const linkSettings = ({ spillSeconds }: ClusterSettings) => ({ spillSeconds, exchange: 'bonghwa' })
