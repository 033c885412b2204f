import type { Lane } from '../dispatcher/lane.ts'

/** The count of a function over all regions at one moment. */
export interface HistoryPoint {
  /** Epoch milliseconds. */
  readonly at: number
  readonly function: string
  readonly replicas: number
  readonly messagesReady: number
}

/** How replicas rose and fell lately: a point at each change. */
export interface History {
  note(lanes: readonly Lane[]): void
  /** Oldest first, with one point per function that says what held at `since`. */
  since(since: number): readonly HistoryPoint[]
}

const keepMs = 60 * 60_000

export function history(now: () => number = Date.now): History {
  const points: HistoryPoint[] = []
  const latest = new Map<string, HistoryPoint>()
  /** What held before the oldest point that is still here. */
  const floor = new Map<string, HistoryPoint>()

  return {
    note(lanes) {
      const at = now()
      for (const [name, { replicas, messagesReady }] of totals(lanes)) {
        const before = latest.get(name)
        if (before?.replicas === replicas && before.messagesReady === messagesReady) continue
        const point = { at, function: name, replicas, messagesReady }
        latest.set(name, point)
        points.push(point)
      }
      for (let oldest = points[0]; oldest && at - oldest.at > keepMs; oldest = points[0]) {
        floor.set(oldest.function, oldest)
        points.shift()
      }
    },
    since(since) {
      const held = new Map(floor)
      for (const point of points) if (point.at < since) held.set(point.function, point)
      return [
        ...[...held.values()].map((point) => ({ ...point, at: since })),
        ...points.filter(({ at }) => at >= since),
      ]
    },
  }
}

function totals(lanes: readonly Lane[]): Map<string, { replicas: number; messagesReady: number }> {
  const sums = new Map<string, { replicas: number; messagesReady: number }>()
  for (const { spec, state } of lanes) {
    if (spec.kind !== 'Function') continue
    const sum = sums.get(spec.name) ?? { replicas: 0, messagesReady: 0 }
    sums.set(spec.name, {
      replicas: sum.replicas + state.instances.length,
      messagesReady: sum.messagesReady + state.depth.messagesReady,
    })
  }
  return sums
}
