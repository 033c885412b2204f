import { criticalPath, type Span, type Step } from '@bonghwa/platform'

/**
 * The way of an incident from the camera to what was first done about it: a pin or a post, and until there is one, to
 * whatever ended last.
 *
 * @param spans of the trace of the frame that confirmed it
 */
export function incidentWay(spans: readonly Span[]): Step[] {
  const byEnd = spans.toSorted((a, b) => a.endedAt - b.endedAt)
  const last = byEnd.find(({ name }) => name === 'posted') ?? byEnd.at(-1)
  return last === undefined ? [] : criticalPath(spans, last)
}
