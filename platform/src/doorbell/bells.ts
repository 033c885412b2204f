import type { AsyncMessage, Channel, Connection } from 'rabbitmq-client'

/** Hears of events as they come to lanes, with a load that is bounded however many come. */
export interface Bells {
  /**
   * Listens for events that come under one of these keys.
   *
   * @returns the way to stop
   */
  listen(queue: string, keys: readonly string[], listener: BellListener): () => void
  readonly listening: number
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

interface Bell {
  readonly keys: readonly string[]
  readonly listeners: Set<BellListener>
  pauseMs: number
  /** When the last pause ended, in milliseconds of `performance.now()`. */
  openedAt: number
}

/** Between two rings of a lane that has rested. While events keep coming, each pause is twice the last. */
const leastPauseMs = 200
const longestPauseMs = 1000
const retryMs = 200
/** A bell keeps the newest event only, and goes when this process does. */
const bellQueue = { exclusive: true, arguments: { 'x-max-length': 1, 'x-overflow': 'drop-head' } } as const

/** @param exchange to which the lanes are bound */
export function bells(connection: Connection, exchange: string): Bells {
  const byQueue = new Map<string, Bell>()
  let current: Promise<Channel> | undefined
  let rings = 0
  let closed = false

  /** All bells share a channel; when it goes, all are hung anew, and each rings for what it may have missed. */
  function channel(): Promise<Channel> {
    current ??= open().catch((error: Error) => {
      current = undefined
      setTimeout(hangAll, retryMs).unref()
      throw error
    })
    return current
  }

  async function open(): Promise<Channel> {
    const opened = await connection.acquire()
    opened.once('close', () => {
      current = undefined
      setTimeout(hangAll, retryMs).unref()
    })
    // Somebody deleted a bell.
    opened.on('basic.cancel', () => void opened.close())
    await opened.exchangeDeclare({ exchange, type: 'topic', durable: true })
    await opened.basicQos({ prefetchCount: 1 })
    return opened
  }

  function hangAll() {
    if (closed) return
    for (const [queue, bell] of byQueue) void hang(queue, bell)
  }

  async function hang(queue: string, bell: Bell) {
    try {
      const on = await channel()
      const { queue: name } = await on.queueDeclare({ queue: '', ...bellQueue })
      for (const routingKey of bell.keys) await on.queueBind({ exchange, queue: name, routingKey })
      if (byQueue.get(queue) !== bell) {
        await on.queueDelete(name)
        return
      }
      const { consumerTag } = await on.basicConsume({ queue: name }, (message) => struck(bell, message, on))
      forget.set(bell, async () => {
        await on.basicCancel({ consumerTag })
        await on.queueDelete(name)
      })
      for (const { unsure } of bell.listeners) unsure()
    } catch {
      // The channel is gone, and whoever noticed hangs all bells anew.
    }
  }
  const forget = new WeakMap<Bell, () => Promise<void>>()

  function struck(bell: Bell, { deliveryTag }: AsyncMessage, on: Channel) {
    rings++
    for (const { rung } of bell.listeners) rung()
    const now = performance.now()
    // What came right after the last pause had waited for its end: events keep coming.
    const busy = now - bell.openedAt < leastPauseMs
    bell.pauseMs = busy ? Math.min(bell.pauseMs * 2, longestPauseMs) : leastPauseMs
    setTimeout(() => {
      bell.openedAt = performance.now()
      if (on.active) on.basicAck({ deliveryTag })
    }, bell.pauseMs).unref()
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
    get rings() {
      return rings
    },
    async close() {
      closed = true
      const opened = await current?.catch(() => undefined)
      await opened?.close().catch(() => {})
    },
  }

  function hung(queue: string, keys: readonly string[], listeners: Set<BellListener>): Bell {
    const bell: Bell = { keys, listeners, pauseMs: leastPauseMs, openedAt: -Infinity }
    byQueue.set(queue, bell)
    void hang(queue, bell)
    return bell
  }

  function remove(queue: string, bell: Bell) {
    byQueue.delete(queue)
    forget
      .get(bell)?.()
      .catch(() => {})
  }
}
