/**
 * How far the city's clock is ahead of this browser's, in milliseconds; negative when it is behind, 0 when they agree as
 * well as can be told. The city says whole seconds, and an answer takes its time: less than two seconds is no difference.
 *
 * @param asked when the question was sent, by this browser's clock
 * @param answered when its answer came
 * @param date the answer's `Date`
 */
export function clockOffset(asked: number, answered: number, date: string | null): number {
  const told = Date.parse(date ?? '')
  if (Number.isNaN(told)) return 0
  const offset = told + 500 - (asked + answered) / 2
  const doubt = 500 + (answered - asked) / 2
  return Math.abs(offset) > Math.max(least, doubt) ? Math.round(offset) : 0
}

const least = 2_000
