import type { CronSchedule } from '../schedule/cron-schedule.ts'

/** Between two looks at the clock. Times are epoch milliseconds. */
export interface CronClock {
  /** The tick that comes next; `Infinity` when none does. */
  readonly due: number
  /** No tick up to here comes (again). */
  readonly seen: number
}

/** A clock that is set back by more than this was wrong before; by less, its ticks are not repeated. */
const smallStepMs = 3_600_000

export const startCronClock = (schedule: CronSchedule, now: number): CronClock => ({
  due: schedule.next(now),
  seen: now,
})

/**
 * What a look at the clock finds. Ticks that passed since the last look, because the machine slept or its clock was set
 * forward, are one: the first of them.
 */
export function lookAtClock(
  schedule: CronSchedule,
  { due, seen }: CronClock,
  now: number,
): { readonly tick: number | undefined; readonly clock: CronClock } {
  const tick = now >= due ? due : undefined
  const from = seen - now > smallStepMs ? now : Math.max(seen, now)
  return { tick, clock: { due: schedule.next(from), seen: from } }
}
