/** Between two looks at the wall clock. */
const anchorMs = 1_000

let offset = Date.now() - performance.now()
let anchoredAt = performance.now()

/**
 * Epoch milliseconds with fractions, for the ends of spans. `performance.timeOrigin` would keep the wall clock's
 * offset of the moment this process began, and spans of processes of different ages would drift apart.
 */
export function preciseNow(): number {
  const elapsed = performance.now()
  if (elapsed - anchoredAt > anchorMs) {
    offset = Date.now() - elapsed
    anchoredAt = elapsed
  }
  return offset + elapsed
}
