import { z } from 'zod'
import { CronError, cronSchedule, isTimeZone } from '../schedule/cron-schedule.ts'
import { topicFilterProblem } from './topic-filter.ts'
import { type Where, whereSchema } from './where.ts'

/** Events of a type, whoever publishes them. */
export interface Subscription {
  readonly type: string
  readonly where: Where
}

/** A time that comes again and again. */
export interface CronTrigger {
  /** Five fields; see `schedule/cron-schedule.ts`. */
  readonly cron: string
  /** IANA name. */
  readonly timezone: string
}

/** Messages of an MQTT broker. */
export interface MqttTrigger {
  /** Topic filter. */
  readonly mqtt: string
  readonly where: Where
  /** Region of the events that the messages become; the core's when it is not given. */
  readonly region?: string
}

const type = z.string().min(1, 'must be the type of an event')

/** What a source hears of. It always runs, so nothing needs to wake it. */
export const subscriptionsSchema = z
  .array(z.strictObject({ type, where: whereSchema.default({}) }))
  .default([])

const entry = z
  .strictObject({
    type: type.optional(),
    cron: z.string().optional(),
    mqtt: z.string().optional(),
    where: whereSchema.optional(),
    timezone: z.string().optional(),
    region: z.string().optional(),
  })
  .superRefine((given, context) => {
    const problem = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message })
    const ways = (['type', 'cron', 'mqtt'] as const).filter((way) => given[way] !== undefined)
    const [way] = ways
    if (way === undefined || ways.length > 1) {
      const has = ways.length === 0 ? 'none' : ways.map((each) => `"${each}"`).join(' and ')
      const message = `must have exactly one of "type", "cron" and "mqtt", but has ${has}`
      context.addIssue({ code: 'custom', path: [], message })
      return
    }
    for (const [key, ways] of Object.entries(belongsTo)) {
      if (given[key as keyof typeof belongsTo] !== undefined && !ways.includes(way))
        problem(key, `does not go with "${way}"`)
    }
    if (given.timezone !== undefined && !isTimeZone(given.timezone))
      problem('timezone', `"${given.timezone}" is no time zone such as Asia/Seoul`)
    const wrongCron = given.cron === undefined ? undefined : cronProblem(given.cron)
    if (wrongCron !== undefined) problem('cron', wrongCron)
    const wrongFilter = given.mqtt === undefined ? undefined : topicFilterProblem(given.mqtt)
    if (wrongFilter !== undefined) problem('mqtt', `"${given.mqtt}" ${wrongFilter}`)
  })

/** Which entries may have the further keys. */
const belongsTo: Readonly<Record<'where' | 'timezone' | 'region', readonly string[]>> = {
  where: ['type', 'mqtt'],
  timezone: ['cron'],
  region: ['mqtt'],
}

/** What wakes a function. */
export const onSchema = z.array(entry).default([])

/** One list in the manifest, three here. */
export function triggersOf(entries: z.output<typeof onSchema>): {
  readonly on: readonly Subscription[]
  readonly cron: readonly CronTrigger[]
  readonly mqtt: readonly MqttTrigger[]
} {
  return {
    on: entries.flatMap(({ type, where = {} }) => (type === undefined ? [] : [{ type, where }])),
    cron: entries.flatMap(({ cron, timezone = 'UTC' }) => (cron === undefined ? [] : [{ cron, timezone }])),
    mqtt: entries.flatMap(({ mqtt, where = {}, region }) =>
      mqtt === undefined ? [] : [{ mqtt, where, ...(region === undefined ? {} : { region }) }],
    ),
  }
}

function cronProblem(text: string): string | undefined {
  try {
    const next = cronSchedule(text, 'UTC').next(Date.now())
    return Number.isFinite(next) ? undefined : `"${text}" never comes`
  } catch (error) {
    if (error instanceof CronError) return error.message
    throw error
  }
}
