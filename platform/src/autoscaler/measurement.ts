import { toMilli } from './quantity.ts'

/** What one read of a trigger's source gave. */
export interface Measurement {
  /** In thousandths: over all replicas for an `AverageValue` target, of each replica for cpu and memory. */
  readonly metric: number
  /** Whether there is anything to be awake for. */
  readonly active: boolean
  /** The read gave an error; `metric` and `active` then say nothing. */
  readonly failed: boolean
  /** Thousandths; only from an external scaler, which names its own target. */
  readonly target?: number
}

export const failedMeasurement: Measurement = { metric: 0, active: false, failed: true }

/** What the HPA compares a metric with. */
export interface MetricTarget {
  readonly type: 'AverageValue' | 'Value' | 'Utilization'
  /** Thousandths; of per cent for `Utilization`. */
  readonly milli: number
}

/** The target of a trigger that is not cpu or memory, where `AverageValue` is the default `metricType`. */
export function externalTarget(metricType: MetricTarget['type'] | null, value: number): MetricTarget {
  return { type: metricType === 'Value' ? 'Value' : 'AverageValue', milli: toMilli(value) }
}
