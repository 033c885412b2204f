// Source: MQTT 5.0, section 4.7 (topic names and topic filters) and 4.8.2 (shared subscriptions).

const longestBytes = 65_535

/** What is wrong with a topic filter, as the second half of a sentence; `undefined` when nothing is. */
export function topicFilterProblem(filter: string): string | undefined {
  const levels = levelsOf(filter)
  if (filter === '' || levels.length === 0) return 'must name a topic, e.g. sensors/+/temperature'
  if (filter.includes('\0') || Buffer.byteLength(filter) > longestBytes)
    return `must have no NUL and at most ${longestBytes} bytes`
  if (levels.some((level) => level.length > 1 && /[+#]/.test(level)))
    return 'must have + and # alone in their level, e.g. sensors/+/temperature'
  if (levels.slice(0, -1).includes('#')) return 'must have # only at its end'
  return undefined
}

/** Whether a message on `topic` reaches a subscription to `filter`. */
export function topicMatches(filter: string, topic: string): boolean {
  const wanted = levelsOf(filter)
  const given = topic.split('/')
  // A broker's own topics ($SYS/…) are not meant by "everything".
  if (topic.startsWith('$') && (wanted[0] === '+' || wanted[0] === '#')) return false
  // `a/#` is `a` and all below it.
  if (wanted.at(-1) === '#') {
    const above = wanted.slice(0, -1)
    return given.length >= above.length && above.every((level, index) => levelMatches(level, given[index]))
  }
  return given.length === wanted.length && wanted.every((level, index) => levelMatches(level, given[index]))
}

/** Without the group of a shared subscription, `$share/group/filter`. */
const levelsOf = (filter: string): string[] => {
  const levels = filter.split('/')
  return levels[0] === '$share' ? levels.slice(2) : levels
}

const levelMatches = (wanted: string, given: string | undefined): boolean =>
  wanted === '+' || wanted === given
