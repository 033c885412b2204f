import { resolve } from 'node:path'
import { deployDirectory } from '../control/deploy-directory.ts'
import { openPlatform } from '../control/platform.ts'
import { gateway } from '../gateway/gateway.ts'
import { regionsOf } from './config.ts'
import { untilStopped } from './until-stopped.ts'
import type { UpOptions } from './up.ts'
import { version } from './version.ts'

/** Runs every function below a directory until it is told to stop. */
export async function runPlatform(
  directory: string,
  { port, data, queue, management, standby, frozen, frozenSeconds }: UpOptions,
): Promise<void> {
  const regions = await regionsOf(directory)
  await using platform = await openPlatform({
    regions,
    dataDirectory: resolve(data),
    broker: queue === undefined ? undefined : { url: queue, management },
    standby,
    frozen: { perNode: frozen, seconds: frozenSeconds },
    env: {},
    secrets: process.env,
  })
  const count = await deployDirectory(platform, directory)
  const door = gateway(platform, { version })
  const server = await door.listen(port)
  console.log(`${count} functions asleep at http://127.0.0.1:${port}/api/functions (Ctrl+C stops)`)
  await untilStopped()
  door.live.close()
  server.close()
}
