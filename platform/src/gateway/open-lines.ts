/** What stays open long after it was let in: streams, and lines of WebSockets. */
export interface OpenLines {
  /**
   * Looks again and again whether it may stay.
   *
   * @param end is called once when it may not
   * @returns to be called when it is over
   */
  add(mayStay: () => boolean, end: () => void): () => void
}

const lookAgainMs = 1_000

export function openLines(): OpenLines {
  const lines = new Set<{ readonly mayStay: () => boolean; readonly end: () => void }>()
  let looking: NodeJS.Timeout | undefined

  function look() {
    for (const line of lines) {
      if (line.mayStay()) continue
      lines.delete(line)
      line.end()
    }
    rest()
  }
  function rest() {
    if (lines.size > 0) return
    clearInterval(looking)
    looking = undefined
  }

  return {
    add(mayStay, end) {
      const line = { mayStay, end }
      lines.add(line)
      looking ??= setInterval(look, lookAgainMs).unref()
      return () => {
        lines.delete(line)
        rest()
      }
    },
  }
}
