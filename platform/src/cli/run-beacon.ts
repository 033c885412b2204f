import { openBeacon } from '../pod/beacon.ts'
import { healthServer } from '../pod/health-server.ts'
import type { BeaconCommandOptions } from './beacon.ts'
import { untilStopped } from './until-stopped.ts'

/** Beats until SIGTERM or SIGINT. */
export async function runBeacon({ queue, region, node, metricsPort }: BeaconCommandOptions): Promise<void> {
  const stopped = untilStopped()
  await using beacon = await openBeacon({ broker: queue, region, node })
  const server = metricsPort === undefined ? undefined : await healthServer(beacon, metricsPort)
  console.log(`The beacon of ${region} burns on ${node} (Ctrl+C stops)`)
  await stopped
  server?.close()
}
