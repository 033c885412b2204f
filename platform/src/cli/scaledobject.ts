import { Command } from 'commander'
import { defaultHpaFlags } from '../autoscaler/hpa.ts'
import { type ReplicaChange, replay } from '../autoscaler/replay.ts'
import { readScaledObject } from '../autoscaler/scaled-object.ts'
import { readTrace } from '../autoscaler/trace.ts'
import { parseWholeNumber } from './option-values.ts'
import { table } from './table.ts'

interface ReplayOptions {
  readonly json?: boolean
  readonly syncPeriod: number
  readonly firstSync: number
  readonly downscaleStabilization: number
}

/** `bonghwa scaledobject ...`: what KEDA and the HPA would do, without a cluster. `--json` is the program's own option. */
export function scaledObjectCommand(): Command {
  const command = new Command('scaledobject').description('KEDA documents, decided here as in a cluster')
  command
    .command('replay')
    .argument('<scaledobject>', 'a KEDA ScaledObject, as YAML')
    .argument('<trace>', 'what its sources gave over time, as JSON')
    .description('every change of the replica count that KEDA and the HPA would make')
    .option('--sync-period <seconds>', 'between two syncs of the HPA controller', parseWholeNumber, 15)
    .option('--first-sync <second>', 'second of its first sync', parseWholeNumber, 7)
    .option(
      '--downscale-stabilization <seconds>',
      'its window without one in behavior',
      parseWholeNumber,
      300,
    )
    .action((objectFile: string, traceFile: string, _: unknown, replayCommand: Command) => {
      const options = replayCommand.optsWithGlobals<ReplayOptions>()
      const object = readScaledObject(objectFile)
      const trace = readTrace(traceFile, object)
      for (const remark of [...object.remarks, ...trace.remarks]) console.error(remark)
      const changes = replay(
        object,
        trace,
        { syncPeriodSeconds: options.syncPeriod, firstSyncSecond: options.firstSync },
        { ...defaultHpaFlags, downscaleStabilizationSeconds: options.downscaleStabilization },
      )
      console.log(options.json ? asJson(changes) : asTable(trace.replicas, changes))
    })
  return command
}

/** `[[second, replicas], ...]`, one element for each change. */
const asJson = (changes: readonly ReplicaChange[]): string =>
  JSON.stringify(changes.map(({ second, replicas }) => [second, replicas]))

function asTable(initially: number, changes: readonly ReplicaChange[]): string {
  const rows = changes.map(({ second, replicas, by, reason }) => [second, replicas, by, reason])
  return table(['SECOND', 'REPLICAS', 'BY', 'WHY'], [[0, initially, '', 'given'], ...rows])
}
