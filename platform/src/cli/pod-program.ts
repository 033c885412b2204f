import { Command } from 'commander'
import { beaconCommand } from './beacon.ts'
import { doorbellCommand } from './doorbell.ts'
import { gatewayCommand } from './gateway.ts'
import { podCommand } from './pod.ts'
import { version } from './version.ts'

/** What runs inside of a cluster: the image has no more than this. */
export const podProgram = (): Command =>
  new Command('bonghwa')
    .description('What pods of Bonghwa run.')
    .version(version)
    .option('--json', 'tell errors as JSON')
    .addCommand(podCommand())
    .addCommand(doorbellCommand())
    .addCommand(beaconCommand())
    .addCommand(gatewayCommand())
