import type { LoadResult } from './load.ts'

/** Prints what became of a flood; answers whether nothing was lost and nothing broke. */
export function loadReport(result: LoadResult): boolean {
  const { flood, memory, recovery, drainedSeconds, handled, deadLetters, lost } = result
  const perSecond = (count: number) => `${Math.round(count / flood.seconds)} a second`
  const answers = Object.entries(flood.answers).map(
    ([status, count]) => `${count} x ${status} (${perSecond(count)})`,
  )
  const problems = [...result.problems]
  const unknown = Object.keys(flood.answers).filter((status) => !['202', '429', '503'].includes(status))
  if (unknown.length > 0) problems.push(`Answers that say nothing of load: ${unknown.join(', ')}.`)
  if (flood.withoutRetryAfter > 0) problems.push(`${flood.withoutRetryAfter} refusals without Retry-After.`)
  if (flood.broken > 0) problems.push(`${flood.broken} connections were broken.`)
  for (const text of [
    `sent          ${flood.sent} events in ${Math.round(flood.seconds)} s (${perSecond(flood.sent)})`,
    `answered      ${answers.join(', ')}`,
    `answer after  ${Math.round(flood.answerMs.median)} ms (median), ${Math.round(flood.answerMs.p99)} ms (p99)`,
    `memory        ${memory.before} MiB before, ${memory.most} at most, ${memory.after} afterwards`,
    `afterwards    an event was accepted after ${Math.round(recovery.acceptedMs)} ms, and handled after ${Math.round(recovery.handledMs)} ms`,
    `drained       ${drainedSeconds.toFixed(1)} s after the flood: ${handled} handled, ${deadLetters} poison among the dead letters, lost ${lost.length}`,
  ])
    console.log(text)
  for (const problem of problems) console.log(problem)
  return lost.length + problems.length === 0
}
