import { Command } from 'commander'
import { parseWholeNumber } from './option-values.ts'
import type { ReplayOptions } from './replay-scaled-object.ts'

/** `bonghwa scaledobject ...`: what KEDA and the HPA would do, without a cluster. `--json` is the program's own option. */
export function scaledObjectCommand(): Command {
  const command = new Command('scaledobject').description('KEDA documents, decided here as in a cluster')
  command
    .command('replay')
    .argument('<object-file>', 'a KEDA ScaledObject, as YAML')
    .argument('<trace-file>', 'what its sources gave over time, as JSON')
    .description('every change of the replica count that KEDA and the HPA would make')
    .option('--sync-period <seconds>', 'between two syncs of the HPA controller', parseWholeNumber, 15)
    .option('--first-sync <second>', 'second of its first sync', parseWholeNumber, 7)
    .option(
      '--downscale-stabilization <seconds>',
      'its window without one in behavior',
      parseWholeNumber,
      300,
    )
    .action(async (objectFile: string, traceFile: string, _: unknown, replay: Command) => {
      // The other commands only talk to a gateway, and must not wait for the autoscaler to load.
      const { replayScaledObject } = await import('./replay-scaled-object.ts')
      console.log(replayScaledObject(objectFile, traceFile, replay.optsWithGlobals<ReplayOptions>()))
    })
  return command
}
