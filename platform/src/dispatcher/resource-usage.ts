import type { Usage } from '../autoscaler/live-measurement.ts'
import type { ResourceTrigger } from '../autoscaler/resource-trigger.ts'
import { type ProcessUsage, usageOf } from '../instance/usage.ts'
import type { LaneFigures } from './scaler.ts'

/**
 * What a lane's replicas use on average, as a metrics server would say: memory now, cores since the last look. A look
 * that finds no replica which an earlier one saw knows nothing of cores.
 */
export function resourceUsage(instances: LaneFigures['instances'], requests: Requests) {
  let before = { at: 0, usage: new Map<number, ProcessUsage>() }

  return async (resource: ResourceTrigger['type']): Promise<Usage | undefined> => {
    const usage = await usageOf(new Set(instances().map(({ pid }) => pid)))
    const at = Date.now()
    if (resource === 'memory') {
      const used = mean([...usage.values()].map(({ memoryBytes }) => memoryBytes))
      return used === undefined ? undefined : { used, requested: requests.memoryBytes }
    }
    const seconds = (at - before.at) / 1000
    const used = mean(
      [...usage].flatMap(([pid, { cpuSeconds }]) => {
        const earlier = before.usage.get(pid)
        return earlier ? [(cpuSeconds - earlier.cpuSeconds) / seconds] : []
      }),
    )
    before = { at, usage }
    return used === undefined ? undefined : { used, requested: requests.cpuCores }
  }
}

export interface Requests {
  readonly cpuCores?: number | undefined
  readonly memoryBytes?: number | undefined
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
