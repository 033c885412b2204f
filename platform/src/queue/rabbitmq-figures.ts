import { codeOf } from './confirmed-publisher.ts'
import { ManagementError, QueueAbsentError } from './errors.ts'
import { closeConnection, openConnection } from './rabbitmq-connection.ts'
import { askManagement } from './rabbitmq-management.ts'

/** A queue on a broker, whoever declared it. */
export interface RabbitmqFigures {
  readonly messagesReady: number
  /** 0 over AMQP, which does not tell. */
  readonly messagesUnacknowledged: number
  /** Messages a second; 0 over AMQP. */
  readonly publishRate: number
  /** Messages a second; 0 over AMQP. */
  readonly deliverGetRate: number
}

export type FiguresSource =
  | {
      readonly protocol: 'amqp'
      /** `amqp://user:password@host:5672/vhost`, or `amqps://`. */
      readonly url: string
      readonly queue: string
    }
  | {
      readonly protocol: 'http'
      /** `/api/queues/<vhost>/<queue>` of the management API, or a page of its listing; with user and password. */
      readonly url: string
      /** How long the answer may take, in milliseconds. */
      readonly timeoutMs?: number
    }

const connectWaitMs = 5000

/**
 * Reads one queue, or every queue of a listing (none when nothing matches). Over AMQP the figures are exact, over HTTP
 * up to 5 s old.
 *
 * @throws QueueAbsentError | ManagementError | BrokerUnreachableError | BrokerRefusedError | BrokerAddressInvalidError
 */
export function readQueueFigures(source: FiguresSource): Promise<readonly RabbitmqFigures[]> {
  return source.protocol === 'amqp' ? overAmqp(source.url, source.queue) : overHttp(source)
}

async function overAmqp(url: string, queue: string): Promise<readonly RabbitmqFigures[]> {
  const connection = await openConnection(url, 'measures', connectWaitMs)
  try {
    const { messageCount } = await connection.queueDeclare({ queue, passive: true })
    return [{ messagesReady: messageCount, messagesUnacknowledged: 0, publishRate: 0, deliverGetRate: 0 }]
  } catch (cause) {
    throw codeOf(cause) === 'NOT_FOUND' ? new QueueAbsentError(queue, { cause }) : cause
  } finally {
    await closeConnection(connection)
  }
}

async function overHttp({ url, timeoutMs }: { url: string; timeoutMs?: number }) {
  const resource = new URL(url)
  try {
    const answer = await askManagement(resource, timeoutMs === undefined ? {} : { timeoutMs })
    return figuresOf(answer as QueueAnswer | ListAnswer, resource)
  } catch (cause) {
    if (!(cause instanceof ManagementError) || cause.status !== 404) throw cause
    throw new QueueAbsentError(decodeURIComponent(resource.pathname.split('/').at(-1) ?? ''), { cause })
  }
}

/** What the management API has not measured yet, it leaves out. */
interface QueueAnswer {
  readonly messages_ready?: number
  readonly messages_unacknowledged?: number
  readonly message_stats?: {
    readonly publish_details?: { readonly rate: number }
    readonly deliver_get_details?: { readonly rate: number }
  }
}

interface ListAnswer {
  readonly items: readonly QueueAnswer[]
  readonly page_count: number
}

/** Like KEDA, refuses a listing of several pages: a sum over the first alone would be wrong without a sign. */
function figuresOf(answer: QueueAnswer | ListAnswer, { host }: URL): readonly RabbitmqFigures[] {
  if (!('items' in answer)) return [figures(answer)]
  if (answer.page_count > 1) {
    throw new ManagementError(host, `more queues match than one page holds (${answer.page_count} pages)`)
  }
  return answer.items.map(figures)
}

const figures = (queue: QueueAnswer): RabbitmqFigures => ({
  messagesReady: queue.messages_ready ?? 0,
  messagesUnacknowledged: queue.messages_unacknowledged ?? 0,
  publishRate: queue.message_stats?.publish_details?.rate ?? 0,
  deliverGetRate: queue.message_stats?.deliver_get_details?.rate ?? 0,
})
