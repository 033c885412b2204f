import type { Controller } from './own-groups.ts'

/** What a group may use. */
export interface Limits {
  /** Cores, 0.25 for a quarter of one's time. */
  readonly cpuCores?: number
  readonly memoryBytes?: number
}

export interface LimitFile {
  readonly name: string
  readonly value: string
  /** Not every kernel has it, and the limit holds without it. */
  readonly optional?: boolean
}

const periodUs = 100_000
/** The kernel takes no less. */
const leastQuotaUs = 1_000

/** The files of a control group that set its limits, in the order in which they must be written. */
export function limitFiles(
  controller: Controller,
  version: 1 | 2,
  { cpuCores, memoryBytes }: Limits,
): LimitFile[] {
  if (controller === 'cpu') {
    if (cpuCores === undefined) return []
    const quota = Math.max(leastQuotaUs, Math.round(cpuCores * periodUs))
    return version === 2
      ? [{ name: 'cpu.max', value: `${quota} ${periodUs}` }]
      : [
          { name: 'cpu.cfs_period_us', value: String(periodUs) },
          { name: 'cpu.cfs_quota_us', value: String(quota) },
        ]
  }
  if (memoryBytes === undefined) return []
  const bytes = String(memoryBytes)
  return version === 2
    ? [
        { name: 'memory.max', value: bytes },
        { name: 'memory.swap.max', value: '0', optional: true },
        // All of its processes go together, whichever of them asked for too much.
        { name: 'memory.oom.group', value: '1', optional: true },
      ]
    : [
        { name: 'memory.limit_in_bytes', value: bytes },
        { name: 'memory.memsw.limit_in_bytes', value: bytes, optional: true },
      ]
}
