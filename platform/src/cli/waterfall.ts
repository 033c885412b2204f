import type { SegmentView } from '../gateway/views.ts'
import { table } from './table.ts'

/** Columns of the bars, and what is left for them at least. */
const widest = 60
const narrowest = 10

/**
 * The segments of a trace as a waterfall: each with its duration, and a bar where it lies in the whole. A handler's own
 * segments stand below it, indented.
 *
 * @param width columns of the terminal
 */
export function waterfall(segments: readonly SegmentView[], width = process.stdout.columns ?? 100): string {
  if (segments.length === 0) return 'Nothing is kept of this trace.'
  const first = Math.min(...segments.map(begin))
  const whole = Math.max(...segments.map(end)) - first
  const described = table(
    ['SEGMENT', 'FUNCTION', 'REGION', 'MS'],
    segments.map((segment) => [
      `${isInside(segment, segments) ? '  ' : ''}${nameOf(segment)}`,
      segment.function ?? '',
      segment.region ?? '',
      segment.duration.toFixed(1).padStart(8),
    ]),
    Number.POSITIVE_INFINITY,
  ).split('\n')
  const column = Math.max(...described.map((line) => line.length)) + 2
  const room = Math.max(narrowest, Math.min(widest, width - column - 1))
  const lines = described.map((line, index) => {
    const segment = segments[index - 1]
    if (segment === undefined) return line
    return `${line.padEnd(column)}${bar((begin(segment) - first) / whole, segment.duration / whole, room)}${failure(segment)}`
  })
  return [...lines, `${whole.toFixed(1)} ms in all, from ${segments[0]!.start}.`].join('\n')
}

const begin = ({ start }: SegmentView): number => Date.parse(start)
const end = (segment: SegmentView): number => begin(segment) + segment.duration

function nameOf({ name, tier, attempt }: SegmentView): string {
  return `${name}${tier === undefined ? '' : ` (${tier})`}${attempt === undefined || attempt === 1 ? '' : ` #${attempt}`}`
}

function failure({ error, clockSkew }: SegmentView): string {
  if (error !== undefined) return `  ${error.split('\n')[0]}`
  return clockSkew === undefined ? '' : `  began ${clockSkew} ms later than it ended, by two clocks`
}

/** A step of its own that a handler told, within the time in which it had the event. */
function isInside(inner: SegmentView, segments: readonly SegmentView[]): boolean {
  if (['published', 'queued', 'woken', 'handled'].includes(inner.name)) return false
  return segments.some(
    (outer) => outer.name === 'handled' && outer.parentId !== undefined && outer.parentId === inner.parentId,
  )
}

/** Eighths of a column, so that short ones differ. */
const eighths = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']

function bar(from: number, share: number, room: number): string {
  const left = Math.min(room - 1, Math.floor((from || 0) * room))
  const length = Math.min((share || 0) * room, room - left)
  const full = Math.floor(length)
  const rest = eighths[Math.ceil((length - full) * 8) - 1] ?? ''
  return `${' '.repeat(left)}${'█'.repeat(full)}${rest}` || eighths[0]!
}
