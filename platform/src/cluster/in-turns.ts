/** At a time as many as the API server's fair share of one client bears. */
const atATime = 6

/** Does it for each, some at a time, and begins no more once one has failed. */
export async function inTurns<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // All take their next from this one iterator.
  const rest = items.values()
  let failed = false
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      try {
        for (let next = rest.next(); !next.done && !failed; next = rest.next()) await work(next.value)
      } catch (error) {
        failed = true
        throw error
      }
    }),
  )
}
