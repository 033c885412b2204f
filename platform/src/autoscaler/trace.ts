import { z } from 'zod'
import { ConfigInvalidError } from '../config/errors.ts'
import { checkYaml, readText } from '../config/yaml-file.ts'
import type { ScaledObject } from './scaled-object.ts'

/** What the sources of a ScaledObject gave over time, to be replayed. */
export interface Trace {
  /** Seconds; the last one that is looked at. */
  readonly until: number
  /** Replicas at second 0. */
  readonly replicas: number
  /** Epoch milliseconds of second 0, for cron triggers. */
  readonly startAt: number
  readonly readings: readonly TraceReading[]
  /** What a reader of the results should know: keys that are not read. */
  readonly remarks: readonly string[]
}

/** Holds from `t` to the next of the same trigger; before the first, everything is 0. */
export type TraceReading = z.output<typeof reading>

const amount = z.number().min(0)

const queue = {
  /** Messages ready. */
  ready: amount.default(0),
  /** Messages delivered and not yet acknowledged. */
  unacked: amount.default(0),
  /** Messages a second. */
  publishRate: amount.default(0),
  /** Messages a second, delivered or fetched. */
  deliverRate: amount.default(0),
}

const reading = z.looseObject({
  /** Seconds. */
  t: amount,
  /** Index of the trigger in `spec.triggers`. */
  trigger: z.int().min(0).default(0),
  /** The source cannot be read. */
  error: z.boolean().default(false),
  ...queue,
  /** For `useRegex`: the queues that match, instead of the four figures above. */
  queues: z.array(z.object(queue)).optional(),
  /** Per cent of the request for cpu and memory by Utilization, the amount by AverageValue; the metric of an external scaler. */
  value: amount.optional(),
  /** Of an external scaler: whether it says so; else whether its metric is above 0. */
  active: z.boolean().optional(),
  /** Of an external scaler: its `targetSizeFloat`. */
  target: z.number().positive().default(1),
})

const known = new Set(Object.keys(reading.shape))

const schema = z.object({
  until: amount,
  replicas: z.int().min(0).default(0),
  start: z.iso
    .datetime({ offset: true, error: 'must be an instant such as "2026-01-01T00:00:00Z"' })
    .optional(),
  readings: z.array(reading),
})

/**
 * Reads a trace: JSON, or the same as YAML.
 *
 * @throws ConfigInvalidError naming every mistake with its line and key
 */
export function readTrace(file: string, object: ScaledObject): Trace {
  return parseTrace(
    file,
    readText(file, (problem) => new ConfigInvalidError(file, [problem])),
    object,
  )
}

/** The same for text already read; `file` only names it in errors. */
export function parseTrace(file: string, text: string, { triggers }: Pick<ScaledObject, 'triggers'>): Trace {
  const checked = checkYaml(text, file, schema)
  if ('problems' in checked) throw new ConfigInvalidError(file, checked.problems)
  const { until, replicas, start, readings } = checked.value
  const unread = new Set(readings.flatMap(Object.keys).filter((key) => !known.has(key)))
  const problems = readings.flatMap(({ trigger }, index) =>
    trigger < triggers.length
      ? []
      : checked.at(
          ['readings', index, 'trigger'],
          `${trigger} is none of the ${triggers.length} triggers (from 0)`,
        ),
  )
  if (problems.length > 0) throw new ConfigInvalidError(file, problems)
  return {
    until,
    replicas,
    startAt: start === undefined ? 0 : Date.parse(start),
    readings,
    remarks: [...unread].map((key) => `${file}: "${key}" of a reading is not looked at.`),
  }
}
