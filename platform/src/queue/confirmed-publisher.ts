import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { Channel, Connection, Envelope } from 'rabbitmq-client'
import { BrokerUnreachableError, PublishRefusedError } from './errors.ts'

export interface ConfirmedPublisher extends AsyncDisposable {
  /**
   * Resolves once the broker has confirmed the message for every queue it was routed to. While the broker is away it
   * waits and sends again, so a message may arrive twice, with the same `messageId`.
   *
   * @param envelope goes to exactly the queues that it names; when none of them exists, it is sent again until one does,
   * unless it says `mandatory: false`
   * @param signal ends the wait for a broker that is away; what was sent is waited for in any case
   * @throws PublishRefusedError | BrokerUnreachableError, or the signal's reason
   */
  send(envelope: Envelope & { readonly messageId: string }, body: Buffer, signal?: AbortSignal): Promise<void>
}

const pauseMs = 50

/**
 * @param address for messages to people
 * @param patienceMs how long a message waits for the broker, from its first try
 */
export function confirmedPublisher(
  connection: Connection,
  address: string,
  patienceMs: number,
): ConfirmedPublisher {
  const unroutable = new Set<string>()
  let current: Channel | undefined
  let opening: Promise<Channel> | undefined
  let closed = false

  async function open(): Promise<Channel> {
    const channel = await connection.acquire()
    channel.on('basic.return', ({ messageId }) => unroutable.add(messageId ?? ''))
    await channel.confirmSelect()
    current = channel
    return channel
  }
  function channel(): Promise<Channel> | Channel {
    if (current?.active) return current
    opening ??= open().finally(() => {
      opening = undefined
    })
    return opening
  }

  return {
    async send(envelope, body, signal) {
      const deadline = Date.now() + patienceMs
      for (;;) {
        let problem: unknown
        try {
          await (await unlessAborted(channel(), signal)).basicPublish({ mandatory: true, ...envelope }, body)
          // The confirm overtakes the return of an unroutable message by one turn of the loop.
          await turn()
          if (!unroutable.delete(envelope.messageId)) return
        } catch (error) {
          problem = error
        }
        signal?.throwIfAborted()
        if (closed) throw new Error('The queues were closed before the broker confirmed the event.')
        const target = envelope.routingKey ?? ''
        if (codeOf(problem) === 'NACK') throw new PublishRefusedError([target], { cause: problem })
        if (problem !== undefined && !isLoss(problem)) throw problem
        if (Date.now() > deadline) {
          if (problem === undefined) throw new PublishRefusedError([target])
          throw new BrokerUnreachableError(address, { cause: problem })
        }
        await sleep(pauseMs)
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true
      await current?.close()
    },
  }
}

function unlessAborted<Value>(wait: Promise<Value> | Value, signal?: AbortSignal): Promise<Value> | Value {
  if (!signal || !(wait instanceof Promise)) return wait
  const aborted = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true })
  return Promise.race([wait, aborted.promise])
}

/** Whether the channel or its connection went away, which is nobody's mistake. */
export function isLoss(error: unknown): boolean {
  const code = codeOf(error)
  if (error instanceof TypeError || error instanceof RangeError) return false
  return code !== undefined && !['CODEC', 'NACK', 'PRECONDITION_FAILED', 'NOT_FOUND'].includes(code)
}

export const codeOf = (error: unknown): string | undefined => (error as { code?: string } | undefined)?.code
