import type { MetricTarget } from './measurement.ts'
import type { TriggerMetadata } from './trigger-metadata.ts'

/** An `external` or `external-push` trigger: a gRPC server says what is active, the metric and its target. */
export interface ExternalTrigger {
  readonly type: 'external' | 'external-push'
  readonly scalerAddress: string
  readonly targetType: 'AverageValue' | 'Value'
}

/** Source: KEDA 2.20 `pkg/scalers/external_scaler.go`. */
export function externalTrigger(
  type: ExternalTrigger['type'],
  metadata: TriggerMetadata,
  metricType: MetricTarget['type'] | null,
): ExternalTrigger {
  const scalerAddress = metadata.text('scalerAddress')
  if (scalerAddress === undefined)
    metadata.problem('scalerAddress', 'is missing (host:port of a gRPC server)')
  return {
    type,
    scalerAddress: scalerAddress ?? '',
    targetType: metricType === 'Value' ? 'Value' : 'AverageValue',
  }
}
