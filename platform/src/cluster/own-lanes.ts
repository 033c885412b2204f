import type { Connection } from 'rabbitmq-client'
import { codeOf } from '../queue/confirmed-publisher.ts'
import { closeConnection, openConnection, vhostOf } from '../queue/rabbitmq-connection.ts'
import { askManagement, managementResource } from '../queue/rabbitmq-management.ts'
import { removePolicies, spillPolicyName } from '../queue/rabbitmq-policies.ts'

/** An exchange to which nobody publishes: the lanes bound to it are those that applies of one namespace have made. */
export const ownership = (exchange: string, namespace: string): string => `${exchange}.lanes.${namespace}`

/** A lane that no function has any more, and that was left there. */
export interface LeftLane {
  readonly lane: string
  /** That wait in it, its dead letters and retries included. */
  readonly events: number
  /** That still take from it. */
  readonly consumers: number
}

export interface PrunedLanes {
  readonly removed: readonly string[]
  readonly left: readonly LeftLane[]
}

interface Where {
  readonly url: string
  readonly management: string
  readonly exchange: string
  readonly namespace: string
}

const connectWaitMs = 5_000

/** Notes that these lanes are this namespace's. */
export async function ownLanes(
  { url, exchange, namespace }: Omit<Where, 'management'>,
  lanes: readonly string[],
): Promise<void> {
  await connected(url, async (connection) => {
    const marker = ownership(exchange, namespace)
    await connection.exchangeDeclare({ exchange: marker, type: 'direct', durable: true })
    for (const queue of lanes) await connection.queueBind({ exchange: marker, queue, routingKey: queue })
  })
}

/**
 * Deletes the lanes that an earlier apply of the namespace has made and that are not among `kept`, with their dead letters and retries.
 * One that still holds events is left, unless `dropEvents`; so is one from which somebody takes, who would make it again.
 *
 * @throws ManagementError | BrokerUnreachableError | BrokerRefusedError
 */
export async function pruneLanes(
  where: Where,
  kept: readonly string[],
  dropEvents: boolean,
): Promise<PrunedLanes> {
  const stale = (await lanesOf(where)).filter((lane) => !kept.includes(lane))
  const removed: string[] = []
  const left: LeftLane[] = []
  if (stale.length === 0) return { removed, left }
  const queues = await queuesOf(where)
  await connected(where.url, async (connection) => {
    for (const lane of stale) {
      let [events, consumers] = [0, 0]
      const parts = partsOf(lane, queues)
      for (const queue of parts) {
        const found = await countsOf(connection, queue)
        events += found.messageCount
        consumers += found.consumerCount
      }
      if (consumers > 0 || (events > 0 && !dropEvents)) {
        left.push({ lane, events, consumers })
        continue
      }
      for (const queue of parts) await connection.queueDelete({ queue })
      removed.push(lane)
    }
  })
  await removePolicies(
    where.management,
    vhostOf(where.url),
    removed.map((lane) => ({ name: spillPolicyName(lane) })),
  )
  return { removed, left }
}

/** The lane itself, its dead letters, and its retries of every delay. */
export const partsOf = (lane: string, queues: readonly string[]): readonly string[] =>
  queues.filter((queue) => queue === lane || queue === `${lane}.dead` || queue.startsWith(`${lane}.retry.`))

/** A queue of retries goes by itself. */
async function countsOf(connection: Connection, queue: string) {
  try {
    return await connection.queueDeclare({ queue, passive: true })
  } catch (error) {
    if (codeOf(error) !== 'NOT_FOUND') throw error
    return { messageCount: 0, consumerCount: 0 }
  }
}

async function lanesOf({ url, management, exchange, namespace }: Where): Promise<readonly string[]> {
  const bindings = await askManagement(managementResource(management, 'bindings', vhostOf(url)))
  const marker = ownership(exchange, namespace)
  return (bindings as readonly { source: string; destination: string }[])
    .filter(({ source }) => source === marker)
    .map(({ destination }) => destination)
}

async function queuesOf({ url, management }: Where): Promise<readonly string[]> {
  const resource = managementResource(management, 'queues', vhostOf(url))
  resource.searchParams.set('columns', 'name')
  return ((await askManagement(resource)) as readonly { name: string }[]).map(({ name }) => name)
}

async function connected(url: string, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await openConnection(url, 'applies', connectWaitMs)
  try {
    await work(connection)
  } finally {
    await closeConnection(connection)
  }
}
