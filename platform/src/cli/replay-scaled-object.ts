import { defaultHpaFlags } from '../autoscaler/hpa.ts'
import { type ReplicaChange, replay } from '../autoscaler/replay.ts'
import { readScaledObject } from '../autoscaler/scaled-object.ts'
import { readTrace } from '../autoscaler/trace.ts'
import { table } from './table.ts'

export interface ReplayOptions {
  readonly json?: boolean
  /** Seconds, all three. */
  readonly syncPeriod: number
  readonly firstSync: number
  readonly downscaleStabilization: number
}

/**
 * What a cluster would scale to, as text or as `[[second, replicas], ...]`, one element for each change. Remarks go to
 * stderr.
 */
export function replayScaledObject(objectFile: string, traceFile: string, options: ReplayOptions): string {
  const object = readScaledObject(objectFile)
  const trace = readTrace(traceFile, object)
  for (const remark of [...object.remarks, ...trace.remarks]) console.error(remark)
  const changes = replay(
    object,
    trace,
    { syncPeriodSeconds: options.syncPeriod, firstSyncSecond: options.firstSync },
    { ...defaultHpaFlags, downscaleStabilizationSeconds: options.downscaleStabilization },
  )
  return options.json ? asJson(changes) : asTable(trace.replicas, changes)
}

const asJson = (changes: readonly ReplicaChange[]): string =>
  JSON.stringify(changes.map(({ second, replicas }) => [second, replicas]))

function asTable(initially: number, changes: readonly ReplicaChange[]): string {
  const rows = changes.map(({ second, replicas, by, reason }) => [second, replicas, by, reason])
  return table(['SECOND', 'REPLICAS', 'BY', 'WHY'], [[0, initially, '', 'given'], ...rows])
}
