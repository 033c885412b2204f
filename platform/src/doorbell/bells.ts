import type { Connection } from 'rabbitmq-client'
import { type Bell, type BellRack, bellRack } from './bell-rack.ts'

/** Hears of events as they come to lanes, with a load that is bounded however many come. */
export interface Bells {
  /**
   * Listens for events that come under one of these keys.
   *
   * @returns the way to stop
   */
  listen(queue: string, keys: readonly string[], listener: BellListener): () => void
  readonly listening: number
  /** Bells that hear by now. */
  readonly hanging: number
  readonly rings: number
  /** Takes all bells down, as must be done before the connection is closed. */
  close(): Promise<void>
}

export interface BellListener {
  /** An event came: called at once for the first, then not more often than the pause. */
  rung(): void
  /** Events may have come unheard: before anybody listened, or while the broker was away. */
  unsure(): void
}

interface LaneBell extends Bell {
  readonly listeners: Set<BellListener>
  readonly rack: BellRack
}

/** Between two rings of a lane that has rested. While events keep coming, each pause is twice the last. */
const leastPauseMs = 200
const longestPauseMs = 1000
/** Bells are hung on so many at a time: a thousand, one after another, would take seconds on a busy broker. */
const rackCount = 16

/** @param exchange to which the lanes are bound */
export function bells(connection: Connection, exchange: string): Bells {
  const byQueue = new Map<string, LaneBell>()
  const racks = Array.from({ length: rackCount }, () => bellRack(connection, exchange))
  let added = 0
  let rings = 0

  function laneBell(keys: readonly string[], listeners: Set<BellListener>): LaneBell {
    let pauseMs = leastPauseMs
    /** When the last pause ended, in milliseconds of `performance.now()`. */
    let openedAt = -Infinity
    return {
      keys,
      listeners,
      rack: racks[added++ % racks.length] as BellRack,
      struck({ deliveryTag }, on) {
        rings++
        for (const { rung } of listeners) rung()
        // What came right after the last pause had waited for its end: events keep coming.
        const busy = performance.now() - openedAt < leastPauseMs
        pauseMs = busy ? Math.min(pauseMs * 2, longestPauseMs) : leastPauseMs
        setTimeout(() => {
          openedAt = performance.now()
          if (on.active) on.basicAck({ deliveryTag })
        }, pauseMs).unref()
      },
      hung() {
        for (const { unsure } of listeners) unsure()
      },
    }
  }

  return {
    listen(queue, keys, listener) {
      let bell = byQueue.get(queue)
      if (bell && bell.keys.join() !== keys.join()) {
        // Its function asks for other events now.
        const { listeners } = bell
        remove(queue, bell)
        bell = hung(queue, keys, listeners)
      }
      bell ??= hung(queue, keys, new Set())
      const { listeners } = bell
      // It has missed what the bell has heard before.
      if (listeners.size > 0) listener.unsure()
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        const now = byQueue.get(queue)
        if (now && now.listeners === listeners && listeners.size === 0) remove(queue, now)
      }
    },
    get listening() {
      return byQueue.size
    },
    get hanging() {
      return racks.reduce((sum, { hanging }) => sum + hanging, 0)
    },
    get rings() {
      return rings
    },
    async close() {
      await Promise.all(racks.map((each) => each.close()))
    },
  }

  function hung(queue: string, keys: readonly string[], listeners: Set<BellListener>): LaneBell {
    const bell = laneBell(keys, listeners)
    byQueue.set(queue, bell)
    bell.rack.add(bell)
    return bell
  }

  function remove(queue: string, bell: LaneBell) {
    byQueue.delete(queue)
    bell.rack.remove(bell)
  }
}
