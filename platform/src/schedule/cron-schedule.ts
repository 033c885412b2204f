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
  return {
    next(now) {
      const today = zone.dayOf(now)
      for (let ahead = 0; ahead <= 5 * 366; ahead++) {
        const day = localDay(today.year, today.month, today.day + ahead)
        if (!months!.has(day.month) || !dayMatches(day)) continue
        for (const hour of hours!.values) {
          for (const minute of minutes!.values) {
            const at = zone.instantOf(day, hour, minute)
            // A time that the clocks skip that day does not come.
            if (at !== undefined && at > now) return at
          }
        }
      }
      return Number.POSITIVE_INFINITY
    },
  }
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
function localDay(year: number, month: number, day: number): LocalDay {
  const date = new Date(Date.UTC(year, month - 1, day))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  }
}

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
    dayOf(at: number): LocalDay {
      const date = new Date(shown(at))
      return localDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
    },
    instantOf({ year, month, day }: LocalDay, hour: number, minute: number): number | undefined {
      const wanted = Date.UTC(year, month - 1, day, hour, minute)
      // The offset half a day before and after: of two instants that show the same time, the earlier one.
      return [wanted - 43_200_000, wanted + 43_200_000]
        .map((near) => wanted - (shown(near) - near))
        .toSorted((a, b) => a - b)
        .find((at) => shown(at) === wanted)
    },
  }
}
