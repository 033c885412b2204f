import { readdir, readFile } from 'node:fs/promises'

/** What the processes of instances used so far, and hold now. */
export interface ProcessUsage {
  /** Since they began. */
  readonly cpuSeconds: number
  readonly memoryBytes: number
}

/** Linux counts the time of processes in hundredths of a second for whoever reads `/proc`. */
const ticksPerSecond = 100
const pageBytes = 4096

/**
 * Usage of each process group that `leaders` lead, by leader; those that are gone are left out. Everything is left out
 * where there is no `/proc`.
 */
export async function usageOf(leaders: ReadonlySet<number>): Promise<Map<number, ProcessUsage>> {
  const usage = new Map<number, ProcessUsage>()
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  await Promise.all(
    processes.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name of the program stands in parentheses and may hold spaces; proc(5) counts fields from 1, state is 3.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const field = (number: number) => Number(fields[number - 3])
      const group = field(5)
      if (!leaders.has(group)) return
      const sum = usage.get(group) ?? { cpuSeconds: 0, memoryBytes: 0 }
      usage.set(group, {
        cpuSeconds: sum.cpuSeconds + (field(14) + field(15)) / ticksPerSecond,
        memoryBytes: sum.memoryBytes + field(24) * pageBytes,
      })
    }),
  )
  return usage
}
