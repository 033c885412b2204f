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
  /** Notes what holds now of the function whose lanes these are. */
  note(lanes: readonly Lane[]): void
  /** Oldest first, with one point per function that says what held at `since`. */
  since(since: number): readonly HistoryPoint[]
}

const keepMs = 60 * 60_000
/** Counts of waiting events that follow each other faster are one point. */
const finestMs = 200

export function history(now: () => number = Date.now): History {
  const points: HistoryPoint[] = []
  const latest = new Map<string, HistoryPoint & { messagesReady: number }>()
  /** What held before the oldest point that is still here. */
  const floor = new Map<string, HistoryPoint>()

  return {
    note(lanes) {
      const [lane] = lanes
      if (lane?.spec.kind !== 'Function') return
      const at = now()
      const { name } = lane.spec
      const { replicas, messagesReady } = total(lanes)
      const before = latest.get(name)
      if (before?.replicas === replicas) {
        if (before.messagesReady === messagesReady) return
        if (at - before.at < finestMs) {
          before.messagesReady = messagesReady
          return
        }
      }
      const point = { at, function: name, replicas, messagesReady }
      latest.set(name, point)
      points.push(point)
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

function total(lanes: readonly Lane[]): { replicas: number; messagesReady: number } {
  const states = lanes.map(({ state }) => state)
  return {
    replicas: states.reduce((sum, { instances }) => sum + instances.length, 0),
    messagesReady: states.reduce((sum, { depth }) => sum + depth.messagesReady, 0),
  }
}
