import { type Incident, incidentLabels } from '../incident/incident.ts'
import type { BoundingBox, IncidentFilter } from '../store/incident-records.ts'
import { FilterInvalidError } from './errors.ts'

/**
 * The filter that a query string asks for. An empty parameter counts as absent, as a form sends it.
 *
 * @param regions names that `region` may have
 * @param most highest `limit` that may be asked for
 * @throws FilterInvalidError a value that no incident could match
 */
export function incidentFilter(
  query: Readonly<Record<string, string>>,
  regions: readonly string[],
  most?: number,
): IncidentFilter {
  return {
    label: read(query, 'label', oneOf(incidentLabels)),
    region: read(query, 'region', oneOf(regions)),
    state: read(query, 'state', oneOf<Incident['state']>(['open', 'closed'])),
    since: read(query, 'since', instant),
    until: read(query, 'until', instant),
    bbox: read(query, 'bbox', boundingBox),
    limit: readLimit(query, most),
  }
}

/** How many records are asked for, at most `most`. */
export function readLimit(query: Readonly<Record<string, string>>, most = 1000): number | undefined {
  return read(query, 'limit', wholeNumber(most))
}

/** One of these words, or undefined when the parameter is absent. */
export function readOneOf<Word extends string>(
  query: Readonly<Record<string, string>>,
  parameter: string,
  words: readonly Word[],
): Word | undefined {
  return read(query, parameter, oneOf(words))
}

interface Kind<Value> {
  readonly allowed: string
  parse(text: string): Value | undefined
}

function read<Value>(
  query: Readonly<Record<string, string>>,
  parameter: string,
  { allowed, parse }: Kind<Value>,
): Value | undefined {
  const text = query[parameter]
  if (text === undefined || text === '') return undefined
  const value = parse(text)
  if (value === undefined) throw new FilterInvalidError(parameter, text, allowed)
  return value
}

function oneOf<Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    allowed: words.join(', ').replace(/, ([^,]*)$/, ' or $1'),
    parse: (text) => words.find((word) => word === text),
  }
}

const instant: Kind<number> = {
  allowed: 'an RFC 3339 instant such as 2026-11-24T05:00:00Z',
  parse(text) {
    // A plus sign that was not percent-encoded arrives as a space.
    const stamp = text.replace(/ (\d\d:\d\d)$/, '+$1')
    if (!/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(stamp)) return undefined
    const at = Date.parse(stamp)
    return Number.isNaN(at) ? undefined : at
  },
}

const boundingBox: Kind<BoundingBox> = {
  allowed: 'west,south,east,north in degrees such as 126.7,37.4,127.2,37.7',
  parse(text) {
    const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
    if (numbers.length !== 4) return undefined
    const [west, south, east, north] = numbers as [number, number, number, number]
    const onEarth =
      [west, east].every((x) => Math.abs(x) <= 180) && [south, north].every((y) => Math.abs(y) <= 90)
    return onEarth && south <= north ? { west, south, east, north } : undefined
  },
}

function wholeNumber(most: number): Kind<number> {
  return {
    allowed: `a whole number from 1 to ${most}`,
    parse(text) {
      const count = Number(text)
      return /^\d+$/.test(text) && count >= 1 && count <= most ? count : undefined
    },
  }
}
