import { resolve } from 'node:path'
import { openPlatform } from '../control/platform.ts'
import { loadFunctions } from '../function/load.ts'
import { gateway } from '../gateway/gateway.ts'
import { regionsOf } from './config.ts'
import { untilStopped } from './until-stopped.ts'
import { version } from './version.ts'

export interface UpOptions {
  readonly port: number
  readonly data: string
  /** URL of a broker; the embedded queue without it. */
  readonly queue?: string
  readonly standby: number
}

/** Runs every function below a directory until it is told to stop. */
export async function up(directory: string, { port, data, queue, standby }: UpOptions): Promise<void> {
  const regions = await regionsOf(directory)
  const { functions, broken } = await loadFunctions(directory)
  await using platform = await openPlatform({
    regions,
    dataDirectory: resolve(data),
    scratchDirectory: resolve(data),
    broker: queue === undefined ? undefined : { url: queue },
    standby,
    env: {},
    secrets: process.env,
  })
  const failed = broken.map(({ file, error }) => ({ name: file, error }))
  for (const spec of functions) {
    await platform.deploy(spec).catch((error: Error) => failed.push({ name: spec.name, error }))
  }
  for (const { name, error } of failed) {
    platform.refuse(name, error.message)
    console.error(error.message)
  }
  const door = gateway(platform, { version })
  const server = await door.listen(port)
  console.log(`${functions.length} functions asleep at http://127.0.0.1:${port}/api/functions (Ctrl+C stops)`)
  await untilStopped()
  door.live.close()
  server.close()
}
