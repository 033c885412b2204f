import { z } from 'zod'
import type { CloudEvent } from '../event/cloud-event.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** What a subscription asks of an event besides its type: a value, or a list of which one must be there, per field. */
export const whereSchema = z.record(z.string(), z.union([scalar, z.array(scalar)]))

export type Where = z.output<typeof whereSchema>

/**
 * Whether the event has every field as asked. A field is looked up in the data first, then among the attributes; dots
 * lead into nested data: `after.label`.
 */
export function meets(where: Where, event: CloudEvent): boolean {
  return Object.entries(where).every(([field, expected]) => {
    const found = valueAt(event.data, field)
    const actual = found === undefined ? event[field] : found
    return Array.isArray(expected) ? expected.includes(actual as never) : expected === actual
  })
}

function valueAt(data: unknown, field: string): unknown {
  if (typeof data !== 'object' || data === null || data instanceof Uint8Array) return undefined
  const fields = data as Readonly<Record<string, unknown>>
  if (Object.hasOwn(fields, field)) return fields[field]
  const dot = field.indexOf('.')
  return dot < 0 ? undefined : valueAt(fields[field.slice(0, dot)], field.slice(dot + 1))
}
