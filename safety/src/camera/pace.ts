/** Tells when the pictures of a constant rate were due. To be asked for each picture, in order. */
export type Pace = (arrivedAt: number) => number

/** Seconds within which the quickest picture counts: a camera's clock and ours drift apart. */
const windowSeconds = 60

/**
 * No capture time comes with a picture through a pipe, but pictures of a constant rate are due at even distances: on the
 * line through the one that came quickest of the last minute. What even that one took is not in it. (The clock filter of
 * NTP, RFC 5905 section 10, trusts the sample of the shortest delay for the same reason.)
 *
 * @param fps pictures per second
 * @returns epoch milliseconds, never later than `arrivedAt`
 */
export function paceOf(fps: number): Pace {
  const lines: number[] = []
  let count = 0
  return (arrivedAt) => {
    const sinceFirst = (count * 1000) / fps
    count += 1
    lines.push(arrivedAt - sinceFirst)
    if (lines.length > windowSeconds * fps) lines.shift()
    return Math.min(...lines) + sinceFirst
  }
}
