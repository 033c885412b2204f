import type { CronSchedule } from '../schedule/cron-schedule.ts'
import { lookAtClock, startCronClock } from './cron-clock.ts'

/** A timer counts time that passes, not the clock, which may be set and stands still for a machine that sleeps. */
const longestWaitMs = 60_000

/** Calls back at each tick of the schedule, with its epoch milliseconds. A schedule that never comes has no timer. */
export function cronTimer(schedule: CronSchedule, onTick: (tick: number) => void): Disposable {
  let clock = startCronClock(schedule, Date.now())
  let timer: NodeJS.Timeout | undefined

  function wait() {
    if (clock.due === Number.POSITIVE_INFINITY) return
    timer = setTimeout(look, Math.min(Math.max(0, clock.due - Date.now()), longestWaitMs))
    timer.unref()
  }
  function look() {
    const found = lookAtClock(schedule, clock, Date.now())
    clock = found.clock
    if (found.tick !== undefined) onTick(found.tick)
    wait()
  }

  wait()
  return {
    [Symbol.dispose]() {
      clearTimeout(timer)
    },
  }
}
