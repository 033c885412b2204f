import type { Span } from './span.ts'

/** A piece of the way, with nothing else beside it. */
export type Step = Pick<
  Span,
  'name' | 'startedAt' | 'endedAt' | 'function' | 'region' | 'node' | 'tier' | 'attempt' | 'error'
>

/**
 * The way to one span of a trace, cut into steps of which no two overlap, so that their durations add up to the whole:
 * at each moment the step is the one furthest along the way. What went on beside it (an acknowledgement that came
 * later, another function woken by the same event) is left out; a moment of which nobody told belongs to no step.
 * Every span on the way has a step, be it of no length.
 *
 * @param spans all of one trace
 * @param last where the way ends
 */
export function criticalPath(spans: readonly Span[], last: Span): Step[] {
  const chain = chainTo(spans, last)
  const handlers = chain.map((_, index) =>
    index === chain.length - 1 ? last.function : publisherOf(spans, chain[index + 1]),
  )
  const placed = spans
    .map((span) => ({
      span,
      place: placeOf(span, chain, handlers),
      until: Math.min(span.endedAt, last.endedAt),
    }))
    .filter(({ span, place }) => place >= 0 && span.startedAt <= last.endedAt)
    .sort((a, b) => a.place - b.place || a.span.startedAt - b.span.startedAt)
  const moments = [...new Set(placed.flatMap(({ span, until }) => [span.startedAt, until]))].sort(
    (a, b) => a - b,
  )
  const pieces: Piece[] = []
  for (const [index, from] of moments.entries()) {
    const until = moments[index + 1] ?? from
    const begun = placed.filter(({ span }) => span.startedAt <= from)
    const reached = eventOf(begun.at(-1)?.place ?? 0)
    const owner = begun.findLast(
      (one) => one.until >= until && one.until > from && eventOf(one.place) === reached,
    )
    const before = pieces.at(-1)
    if (owner === undefined || until === from) continue
    if (before?.of === owner && before.until === from) before.until = until
    else pieces.push({ of: owner, from, until })
  }
  for (const one of placed.filter((each) => !pieces.some(({ of }) => of === each))) {
    const at = pieces.findIndex(({ of }) => of.place > one.place)
    const from = pieces[at]?.from ?? pieces.at(-1)?.until ?? one.span.startedAt
    pieces.splice(at < 0 ? pieces.length : at, 0, { of: one, from, until: from })
  }
  return pieces.flatMap((piece) => [
    ...wakeBefore(piece, pieces),
    { ...piece.of.span, startedAt: piece.from, endedAt: piece.until },
  ])
}

interface Placed {
  readonly span: Span
  readonly place: number
  readonly until: number
}

interface Piece {
  readonly of: Placed
  readonly from: number
  until: number
}

/** Ids of the spans from the first to the one that led to `last`. */
function chainTo(spans: readonly Span[], last: Span): readonly string[] {
  const byId = new Map(spans.flatMap((span) => (span.spanId === undefined ? [] : [[span.spanId, span]])))
  const chain: string[] = []
  for (let id = last.parentId; id !== undefined && !chain.includes(id); id = byId.get(id)?.parentId)
    chain.unshift(id)
  return chain
}

/** Who went on from an event to the one with this span. */
const publisherOf = (spans: readonly Span[], id: string | undefined): string | undefined =>
  spans.find(({ spanId }) => spanId === id)?.function

/** What happens to an event, in this order; a handler's own steps come after. */
const stages = ['published', 'queued', 'woken', 'handled']

/** How far along the way a span is: tens are events, ones are stages. Negative beside the way. */
function placeOf(
  { name, spanId, parentId, function: by }: Span,
  chain: readonly string[],
  handlers: readonly (string | undefined)[],
): number {
  const own = chain.indexOf(spanId ?? '')
  if (own >= 0) return own * 10
  const event = chain.indexOf(parentId ?? '')
  if (event < 0) return -1
  // Several functions may have had the event: one of them went on with it.
  const handler = handlers[event]
  if (handler !== undefined && by !== undefined && by !== handler) return -1
  const stage = stages.indexOf(name)
  return event * 10 + (stage < 0 ? stages.length : stage)
}

const eventOf = (place: number): number => Math.floor(place / 10)

/** An instance that was there already woke in no time: a step too, so that every way has the same steps. */
function wakeBefore({ of: { span }, from }: Piece, pieces: readonly Piece[]): Step[] {
  if (span.name !== 'handled' || pieces.find(({ of }) => of.span === span)?.from !== from) return []
  const woken = pieces.some(
    ({ of: { span: other } }) =>
      other.name === 'woken' && other.parentId === span.parentId && other.attempt === span.attempt,
  )
  return woken ? [] : [{ ...span, name: 'woken', tier: 'running', startedAt: from, endedAt: from }]
}
