import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { healthServer } from '../pod/health-server.ts'
import { openPod } from '../pod/pod.ts'
import { readFunction } from '../pod/read-function.ts'
import { parseRegions } from './option-values.ts'
import type { PodCommandOptions } from './pod.ts'
import { untilStopped } from './until-stopped.ts'
import { version } from './version.ts'

/** Runs one instance of a function until SIGTERM or SIGINT, and then until what it has begun is finished. */
export async function runPod(directory: string, options: PodCommandOptions): Promise<void> {
  const secrets = { ...process.env }
  // A function has no business with the broker: its process inherits what is left.
  for (const name of ['BONGHWA_QUEUE', 'BONGHWA_MANAGEMENT']) {
    delete process.env[name]
    delete secrets[name]
  }
  const stopped = untilStopped()
  const pod = await openPod({
    function: await readFunction(directory),
    region: options.region,
    regions: options.regions ?? parseRegions(options.region),
    node: options.node,
    priority: options.priority,
    instance: options.instance,
    broker: options.queue,
    dataDirectory: options.data,
    env: passed(options.pass),
    secrets,
    serverPort: options.functionPort,
    runtime: existsSync(builtRuntime) ? builtRuntime : undefined,
    otlp: options.otlp === undefined ? undefined : { endpoint: options.otlp, version },
    log: ({ stream, line }) => (stream === 'stderr' ? console.error(line) : console.log(line)),
  })
  const server = options.metricsPort === undefined ? undefined : await healthServer(pod, options.metricsPort)
  await stopped
  await pod.drain()
  server?.close()
}

/** Those that are set. */
function passed(names = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.split(',').flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** Where `build.ts` has put this file, the runtime lies beside it. */
const builtRuntime = join(import.meta.dirname, 'runtime.js')
