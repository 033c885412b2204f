import { measureCron } from './cron-trigger.ts'
import { failedMeasurement, type Measurement } from './measurement.ts'
import { toMilli } from './quantity.ts'
import { measureRabbitmq, type QueueFigures } from './rabbitmq-trigger.ts'
import type { ResourceTrigger } from './resource-trigger.ts'
import type { Trigger } from './trigger.ts'

/** What the triggers of a lane that runs on this machine are read from. */
export interface Sources {
  /** The lane's own queue, whatever `host` and `queueName` say. */
  queue(): Promise<QueueFigures>
  /** Used by a replica on average, and what its function requests: cores, or bytes; `undefined` when nobody knows. */
  usage(resource: ResourceTrigger['type']): Promise<Usage | undefined>
}

export interface Usage {
  readonly used: number
  readonly requested: number | undefined
}

/** Reads every trigger once. A source that cannot be read is a failed measurement, as it is for KEDA. */
export function measure(triggers: readonly Trigger[], sources: Sources, now: number): Promise<Measurement[]> {
  return Promise.all(
    triggers.map((trigger) => measureOne(trigger, sources, now).catch(() => failedMeasurement)),
  )
}

async function measureOne(trigger: Trigger, sources: Sources, now: number): Promise<Measurement> {
  switch (trigger.type) {
    case 'rabbitmq':
      return measureRabbitmq(trigger, [await sources.queue()])
    case 'cron':
      return measureCron(trigger, now)
    case 'cpu':
    case 'memory': {
      const usage = await sources.usage(trigger.type)
      if (!usage) return failedMeasurement
      const { used, requested } = usage
      if (trigger.target.type !== 'Utilization')
        return { metric: toMilli(used), active: false, failed: false }
      if (!requested) return failedMeasurement
      // The HPA reckons with whole per cent.
      return { metric: toMilli(Math.trunc((used / requested) * 100)), active: false, failed: false }
    }
    case 'external':
    case 'external-push':
      return failedMeasurement
  }
}
