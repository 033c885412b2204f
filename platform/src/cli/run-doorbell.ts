import { openDoorbell } from '../doorbell/doorbell.ts'
import { healthServer } from '../pod/health-server.ts'
import type { DoorbellCommandOptions } from './doorbell.ts'
import { untilStopped } from './until-stopped.ts'

/** Answers KEDA until SIGTERM or SIGINT. */
export async function runDoorbell(options: DoorbellCommandOptions): Promise<void> {
  const stopped = untilStopped()
  await using doorbell = await openDoorbell({ ...options, broker: options.queue })
  const server =
    options.metricsPort === undefined ? undefined : await healthServer(doorbell, options.metricsPort)
  console.log(`The doorbell rings at ${options.host}:${doorbell.port} (Ctrl+C stops)`)
  await stopped
  server?.close()
}
