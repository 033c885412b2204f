import { CronError, type CronSchedule, cronSchedule, isTimeZone } from '../schedule/cron-schedule.ts'
import { externalTarget, type Measurement, type MetricTarget } from './measurement.ts'
import type { TriggerMetadata } from './trigger-metadata.ts'

/** A `cron` trigger: so many replicas between two times that come again. */
export interface CronTrigger {
  readonly type: 'cron'
  readonly start: CronSchedule
  readonly end: CronSchedule
  readonly desiredReplicas: number
  readonly target: MetricTarget
}

/** Source: KEDA 2.20 `pkg/scalers/cron_scaler.go`. */
export function cronTrigger(metadata: TriggerMetadata, metricType: MetricTarget['type'] | null): CronTrigger {
  const required = (key: string, what: string) => {
    const given = metadata.text(key)
    if (given === undefined) metadata.problem(key, `is missing (${what})`)
    return given
  }
  const timezone = required('timezone', 'a time zone such as Asia/Seoul')
  const zone = timezone !== undefined && isTimeZone(timezone) ? timezone : undefined
  if (timezone !== undefined && zone === undefined) {
    metadata.problem('timezone', `"${timezone}" is no time zone such as Asia/Seoul`)
  }
  const start = required('start', 'a cron schedule such as "0 8 * * *"')
  const end = required('end', 'a cron schedule such as "0 20 * * *"')
  if (start !== undefined && start === end) metadata.problem('end', 'must not be the same as start')
  const desiredReplicas = metadata.count('desiredReplicas', 1)
  if (desiredReplicas === undefined) metadata.problem('desiredReplicas', 'is missing (a whole number)')
  return {
    type: 'cron',
    start: schedule(metadata, 'start', start, zone),
    end: schedule(metadata, 'end', end, zone),
    desiredReplicas: desiredReplicas ?? 1,
    target: externalTarget(metricType, 1),
  }
}

/** Between start and end when the end comes next. */
export function measureCron({ start, end, desiredReplicas }: CronTrigger, now: number): Measurement {
  const active = end.next(now) <= start.next(now)
  return { metric: (active ? desiredReplicas : 1) * 1000, active, failed: false }
}

const never: CronSchedule = { next: () => Number.POSITIVE_INFINITY }

function schedule(metadata: TriggerMetadata, key: string, text = '', timezone = 'UTC'): CronSchedule {
  if (text === '') return never
  try {
    return cronSchedule(text, timezone)
  } catch (error) {
    if (!(error instanceof CronError)) throw error
    metadata.problem(key, error.message)
    return never
  }
}
