/** The last `limit` ids that were added. */
export interface RecentIds {
  has(id: string): boolean
  add(id: string): void
}

export function recentIds(limit: number): RecentIds {
  const ids = new Set<string>()
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids.add(id)
      // A set keeps the order of insertion.
      if (ids.size > limit) ids.delete(ids.values().next().value!)
    },
  }
}
