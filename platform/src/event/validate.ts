import type { CloudEvent } from './cloud-event.ts'
import { EventInvalidError } from './errors.ts'

const required = ['id', 'source', 'type']
const optional = ['subject', 'datacontenttype', 'dataschema', 'region', 'traceparent', 'partitionkey']
const texts = new Set([...required, ...optional])

/**
 * Written out rather than given to a schema: every function's process has it, and it is most of what one would load.
 *
 * @param candidate anything a person or a program sent
 * @throws EventInvalidError naming each attribute that is wrong
 */
export function validEvent(candidate: unknown): CloudEvent {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate))
    throw new EventInvalidError(['an event must be a JSON object'])
  const event: Record<string, unknown> = { specversion: undefined, ...candidate }
  for (const name of required) event[name] ??= ''
  const problems = Object.entries(event).flatMap(([name, value]) => {
    const problem = problemOf(name, value)
    return problem === undefined ? [] : [`"${name}" ${problem}`]
  })
  if (problems.length > 0) throw new EventInvalidError(problems)
  return event as unknown as CloudEvent
}

function problemOf(name: string, value: unknown): string | undefined {
  if (name === 'data') return undefined
  if (name === 'specversion') return value === '1.0' ? undefined : 'must be "1.0"'
  // Absent, as far as JSON goes.
  if (value === undefined) return undefined
  if (texts.has(name))
    return typeof value === 'string' && value !== '' ? undefined : 'must be a text that is not empty'
  if (name === 'time') return isInstant(value) ? undefined : 'must be an RFC 3339 time'
  if (!/^[a-z0-9]+$/.test(name)) return 'is no attribute name: use lower-case letters and digits'
  if (!['string', 'number', 'boolean'].includes(typeof value)) return 'must be a text, a number or a boolean'
  return undefined
}

const instant =
  /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i

function isInstant(value: unknown): boolean {
  const day = typeof value === 'string' ? instant.exec(value)?.[1] : undefined
  if (day === undefined) return false
  const midnight = new Date(`${day}T00:00:00Z`)
  // The thirtieth of February would be read as a day of March.
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}
