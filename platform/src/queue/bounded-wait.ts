/** Those who wait for the same thing, as many as `limit`: whoever is one too many makes the oldest give way. */
export interface BoundedWait {
  /** @returns a signal that is aborted when this one is to give way, and the way to say that it waits no more */
  enter(): { readonly signal: AbortSignal; leave(): void }
}

export function boundedWait(limit: number): BoundedWait {
  const waiting = new Set<AbortController>()
  return {
    enter() {
      const controller = new AbortController()
      waiting.add(controller)
      if (waiting.size > limit) {
        // A set keeps the order of insertion.
        const [oldest] = waiting
        waiting.delete(oldest!)
        oldest!.abort()
      }
      return { signal: controller.signal, leave: () => waiting.delete(controller) }
    },
  }
}
