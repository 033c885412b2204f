/** Five fields of cron in a time zone. Source of the dialect: robfig/cron 3, which KEDA uses. */
export interface CronSchedule {
  /** The first time after `now`, in epoch milliseconds; `Infinity` when none comes within five years. */
  next(now: number): number
}

/** Text of a schedule that is none, in a sentence's second half. */
export class CronError extends Error {}

/** Whether `name` is an IANA time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const fields = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const

/**
 * @param timeZone for which `isTimeZone` holds
 * @throws CronError
 */
export function cronSchedule(text: string, timeZone: string): CronSchedule {
  const parts = text.trim().split(/\s+/)
  if (parts.length !== fields.length) {
    throw new CronError(`"${text}" must have five fields: minute, hour, day of month, month, day of week`)
  }
  const [minutes, hours, days, months, weekdays] = parts.map((part, index) =>
    parseField(part, fields[index]!),
  )
  const zone = zoneClock(timeZone)
  // Two restricted day fields are alternatives; one that is `*` leaves it to the other.
  const dayMatches = ({ day, weekday }: LocalDay) =>
    days!.any || weekdays!.any
      ? days!.has(day) && weekdays!.has(weekday)
      : days!.has(day) || weekdays!.has(weekday)
  /** The instants at which the clocks show each time of a day, from `since` on, in the order in which they show them first. */
  function* timesOf(day: LocalDay, since: number) {
    for (const hour of hours!.values) {
      for (const minute of minutes!.values) {
        const time = Date.UTC(day.year, day.month - 1, day.day, hour, minute)
        if (time >= since) yield zone.instantsOf(time)
      }
    }
  }
  return {
    next(now) {
      const shown = zone.shown(now)
      const today = dayOf(shown)
      for (let ahead = 0; ahead <= 5 * 366; ahead++) {
        const day = localDay(today.year, today.month, today.day + ahead)
        if (!months!.has(day.month) || !dayMatches(day)) continue
        const first = firstAfter(now, timesOf(day, shown - zone.setBackAround(now)))
        if (first !== undefined) return first
      }
      return Number.POSITIVE_INFINITY
    },
  }
}

/** The earliest of all instants after `now`; a time that the clocks show twice is there twice, one that they skip not at all. */
function firstAfter(now: number, times: Iterable<readonly number[]>): number | undefined {
  let found: number | undefined
  for (const instants of times) {
    if (found !== undefined && instants[0] !== undefined && instants[0] > found) return found
    const next = instants.find((at) => at > now)
    if (next !== undefined) found = Math.min(next, found ?? next)
  }
  return found
}

interface Field {
  readonly values: readonly number[]
  has(value: number): boolean
  /** Whether every value will do because the field is `*` or `?`. */
  readonly any: boolean
}

function parseField(text: string, { name, min, max, names }: (typeof fields)[number]): Field {
  const value = (word: string): number => {
    const index = (names as readonly string[]).indexOf(word.toLowerCase())
    const number = index >= 0 ? index : /^\d+$/.test(word) ? Number(word) : Number.NaN
    if (number >= min && number <= max) return number
    throw new CronError(`"${text}" is no ${name} (${min} to ${max})`)
  }
  const values = new Set<number>()
  let any = false
  for (const part of text.split(',')) {
    const [range = '', step, more] = part.split('/')
    const every = range === '*' || range === '?'
    const [from = '', to, beyond] = range.split('-')
    if (more !== undefined || beyond !== undefined || (step !== undefined && !/^[1-9]\d*$/.test(step))) {
      throw new CronError(`"${part}" is no ${name}`)
    }
    const first = every ? min : value(from)
    const last = every ? max : to !== undefined ? value(to) : step === undefined ? first : max
    if (first > last) throw new CronError(`"${part}" goes backwards`)
    for (let each = first; each <= last; each += Number(step ?? 1)) values.add(each)
    if (every && Number(step ?? 1) === 1) any = true
  }
  return { values: [...values].toSorted((a, b) => a - b), has: (wanted) => values.has(wanted), any }
}

interface LocalDay {
  readonly year: number
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
}

/** Days beyond the month's end run into the next. */
const localDay = (year: number, month: number, day: number): LocalDay => dayOf(Date.UTC(year, month - 1, day))

/** @param time what clocks show, as if it were UTC */
function dayOf(time: number): LocalDay {
  const date = new Date(time)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  }
}

const halfDayMs = 43_200_000

function zoneClock(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  /** What the clocks of the zone show at `at`, as if it were UTC. */
  const shown = (at: number): number => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const { year, month, day, hour, minute, second } = parts
    return Date.UTC(year!, month! - 1, day, hour, minute, second)
  }
  return {
    shown,
    /** By how much the clocks are set back within half a day of `at`, so that they show times again. */
    setBackAround(at: number): number {
      const [before, after] = [at - halfDayMs, at + halfDayMs]
      return Math.max(0, shown(before) - before - (shown(after) - after))
    },
    /** When the clocks show a time, ascending: never if they skip it, twice if they are set back over it. */
    instantsOf(time: number): readonly number[] {
      const candidates = [time - halfDayMs, time + halfDayMs].map((near) => time - (shown(near) - near))
      return [...new Set(candidates)].filter((at) => shown(at) === time).toSorted((a, b) => a - b)
    },
  }
}
