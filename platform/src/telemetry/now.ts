/** Between two looks at the wall clock. */
const anchorMs = 1_000

let anchoredAt = monotonic()
let offset = Date.now() - anchoredAt

/**
 * Epoch milliseconds with fractions, for the ends of spans. `performance.timeOrigin` would keep the wall clock's
 * offset of the moment this process began, and spans of processes of different ages would drift apart.
 */
export function preciseNow(): number {
  const elapsed = monotonic()
  if (elapsed - anchoredAt > anchorMs) {
    offset = Date.now() - elapsed
    anchoredAt = elapsed
  }
  return offset + elapsed
}

const beganAt = offset

/**
 * Epoch milliseconds by the wall clock as it was when this process began, counted on without it: for how long ago
 * something was in this process, which nobody changes by setting the clock.
 */
export const steadyNow = (): number => beganAt + monotonic()

/** Milliseconds. `performance.now()` is the same, and loads ten modules: 1 ms of every cold start. */
function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}
