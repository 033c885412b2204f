import { stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { deployDirectory } from '../control/deploy-directory.ts'
import { openPlatform } from '../control/platform.ts'
import { gateway } from '../gateway/gateway.ts'
import { accessOf } from './access-options.ts'
import { readConfig } from './config.ts'
import { UsageError } from './errors.ts'
import { logAsService, logFunctions } from './service-log.ts'
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
  { host, port, data, tokens, queue, management, mqtt, otlp, logFormat, ...processes }: UpOptions,
): Promise<void> {
  logAsService(logFormat)
  await stat(directory).catch((cause) => {
    throw new UsageError(`There is no directory ${directory}.`, 'Name the one with your functions.', {
      cause,
    })
  })
  const { regions } = await readConfig(directory)
  await using platform = await openPlatform({
    regions,
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
  const door = gateway(platform, { version, access: accessOf(data, { host, tokens }) })
  const server = await door.listen(port, host)
  const count = await deployDirectory(platform, directory)
  await platform.start()
  const url = `http://${host}:${(server.address() as AddressInfo).port}`
  if (json) console.log(JSON.stringify({ url, functions: count }))
  else console.log(`${count} function${count === 1 ? '' : 's'} asleep at ${url}/api/functions (Ctrl+C stops)`)
  await untilStopped()
  door.close()
  server.close()
}
