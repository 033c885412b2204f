import { parseQuantity } from '../config/quantity.ts'
import type { MetricTarget } from './measurement.ts'
import { toMilli } from './quantity.ts'
import type { TriggerMetadata } from './trigger-metadata.ts'

/** A `cpu` or `memory` trigger: the HPA's own metric, which KEDA only writes down and never wakes by. */
export interface ResourceTrigger {
  readonly type: 'cpu' | 'memory'
  readonly target: MetricTarget
}

/** Source: KEDA 2.20 `pkg/scalers/cpu_memory_scaler.go`. */
export function resourceTrigger(
  type: ResourceTrigger['type'],
  metadata: TriggerMetadata,
  metricType: MetricTarget['type'] | null,
): ResourceTrigger {
  const kind = metricType ?? metadata.text('type')
  if (kind !== 'Utilization' && kind !== 'AverageValue') {
    metadata.problem('type', 'must be Utilization or AverageValue; better as "metricType" of the trigger')
  }
  const given = metadata.text('value')
  const value = parseQuantity(given ?? '')
  if (given === undefined)
    metadata.problem('value', 'is missing (per cent, or a quantity such as 500m or 128Mi)')
  else if (value === undefined || value <= 0)
    metadata.problem('value', `"${given}" must be a quantity above 0`)
  return {
    type,
    target: { type: kind === 'AverageValue' ? 'AverageValue' : 'Utilization', milli: toMilli(value ?? 0) },
  }
}
