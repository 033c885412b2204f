import type { CloudEvent } from '../event/cloud-event.ts'
import type { CronTrigger } from '../function/on.ts'

export const tickedType = 'dev.bonghwa.cron.ticked'

/** The event of a tick: the same tick of the same function has the same id. */
export function tickEvent(name: string, { cron, timezone }: CronTrigger, tick: number): CloudEvent {
  const time = new Date(tick).toISOString()
  return {
    specversion: '1.0',
    id: `${time} ${cron} ${timezone}`,
    source: `/functions/${name}/cron`,
    type: tickedType,
    time,
    data: { schedule: cron, timezone, tick: time },
  }
}
