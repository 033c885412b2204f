import { type CronTrigger, cronTrigger } from './cron-trigger.ts'
import { type ExternalTrigger, externalTrigger } from './external-trigger.ts'
import type { MetricTarget } from './measurement.ts'
import { type RabbitmqTrigger, rabbitmqTrigger } from './rabbitmq-trigger.ts'
import { type ResourceTrigger, resourceTrigger } from './resource-trigger.ts'
import { triggerMetadata } from './trigger-metadata.ts'

/** One of `spec.triggers`. */
export type Trigger = (RabbitmqTrigger | CronTrigger | ResourceTrigger | ExternalTrigger) & {
  /** By which the formula of `scalingModifiers` calls it. */
  readonly name: string | null
  /** Whether the HPA gets what KEDA's last poll saw, instead of asking anew. */
  readonly useCachedMetrics: boolean
}

/** As it stands in the file, shape checked. */
export interface WrittenTrigger {
  readonly type: string
  readonly name: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly metricType: MetricTarget['type'] | null
  readonly useCachedMetrics: boolean
  readonly authenticated: boolean
}

export const triggerTypes = ['rabbitmq', 'cron', 'cpu', 'memory', 'external', 'external-push'] as const

/** Whether the HPA measures it itself, and KEDA neither reads it nor wakes by it. */
export const isResource = ({ type }: { readonly type: string }): boolean =>
  type === 'cpu' || type === 'memory'

/** Takes a problem with one key of a trigger, given by its path inside it. */
export type Report = (path: readonly string[], problem: string) => void

/**
 * Reads one trigger; `undefined` when its type is not supported, which is reported.
 *
 * @param note takes what had to be assumed
 */
export function readTrigger(
  written: WrittenTrigger,
  report: Report,
  note: (remark: string) => void,
): Trigger | undefined {
  const { type, name, metricType, useCachedMetrics } = written
  const metadata = triggerMetadata(written.metadata, (key, problem) => report(['metadata', key], problem))
  const common = { name, useCachedMetrics }
  if (useCachedMetrics && (isResource({ type }) || type === 'cron')) {
    report(['useCachedMetrics'], `is not for a ${type} trigger`)
  }
  if (type === 'cpu' || type === 'memory') {
    if (metricType === 'Value')
      report(['metricType'], `Value is not for a ${type} trigger; use Utilization or AverageValue`)
    return { ...resourceTrigger(type, metadata, metricType), ...common }
  }
  if (metricType === 'Utilization') {
    report(['metricType'], 'Utilization is only for cpu and memory; use AverageValue or Value')
  }
  switch (type) {
    case 'rabbitmq':
      return { ...rabbitmqTrigger(metadata, metricType, written.authenticated, note), ...common }
    case 'cron':
      return { ...cronTrigger(metadata, metricType), ...common }
    case 'external':
    case 'external-push':
      return { ...externalTrigger(type, metadata, metricType), ...common }
    default:
      report(['type'], `${type} is not supported here; supported are ${triggerTypes.join(', ')}`)
      return undefined
  }
}
