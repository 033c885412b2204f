import type { AsyncMessage, Channel, Connection } from 'rabbitmq-client'

/** A queue of length 1 that hears what a lane gets. */
export interface Bell {
  readonly keys: readonly string[]
  /** An event came; acked, it lets the bell hear the next. */
  struck(message: AsyncMessage, on: Channel): void
  /** From here on it hears; what came before it may have missed. */
  hung(): void
}

/** Bells on a channel of their own. When that goes, all of them are hung anew. */
export interface BellRack {
  add(bell: Bell): void
  remove(bell: Bell): void
  /** How many hear now. */
  readonly hanging: number
  close(): Promise<void>
}

const retryMs = 200
/** It keeps the newest event only, and goes when this process does. */
const bellQueue = { exclusive: true, arguments: { 'x-max-length': 1, 'x-overflow': 'drop-head' } } as const

/** @param exchange to which the lanes are bound */
export function bellRack(connection: Connection, exchange: string): BellRack {
  const bells = new Set<Bell>()
  const hanging = new Map<Bell, { readonly name: string; readonly consumerTag: string }>()
  let current: Promise<Channel> | undefined
  let again: NodeJS.Timeout | undefined
  let closed = false
  /** One after another: a channel asks one question at a time, and whatever is hung first hears first. */
  let line = Promise.resolve()

  async function open(): Promise<Channel> {
    const opened = await connection.acquire()
    opened.once('close', lost)
    // Somebody deleted a bell.
    opened.on('basic.cancel', () => void opened.close())
    await opened.exchangeDeclare({ exchange, type: 'topic', durable: true })
    await opened.basicQos({ prefetchCount: 1 })
    return opened
  }

  function lost() {
    current = undefined
    hanging.clear()
    if (closed) return
    again ??= setTimeout(() => {
      again = undefined
      for (const bell of bells) hang(bell)
    }, retryMs).unref()
  }

  function hang(bell: Bell) {
    line = line.then(() => hangNow(bell))
  }

  async function hangNow(bell: Bell) {
    // All of them are hung anew in a moment.
    if (closed || again !== undefined || hanging.has(bell) || !bells.has(bell)) return
    try {
      current ??= open()
      const on = await current
      const { queue: name } = await on.queueDeclare({ queue: '', ...bellQueue })
      for (const routingKey of bell.keys) await on.queueBind({ exchange, queue: name, routingKey })
      const { consumerTag } = await on.basicConsume({ queue: name }, (message) => bell.struck(message, on))
      hanging.set(bell, { name, consumerTag })
      if (bells.has(bell)) bell.hung()
      else takeDown(bell).catch(() => {})
    } catch {
      lost()
    }
  }

  async function takeDown(bell: Bell) {
    const found = hanging.get(bell)
    hanging.delete(bell)
    if (found === undefined) return
    const on = await current
    await on?.basicCancel({ consumerTag: found.consumerTag })
    await on?.queueDelete(found.name)
  }

  return {
    add(bell) {
      bells.add(bell)
      hang(bell)
    },
    remove(bell) {
      bells.delete(bell)
      takeDown(bell).catch(() => {})
    },
    get hanging() {
      return hanging.size
    },
    async close() {
      closed = true
      clearTimeout(again)
      const opened = await current?.catch(() => undefined)
      await opened?.close().catch(() => {})
    },
  }
}
