import type { ManagementError } from './errors.ts'
import { askManagement, managementResource } from './rabbitmq-management.ts'

/** The queues of a virtual host as the management API last showed them, for readers who look often and never wait. */
export interface QueueListing {
  /** `undefined` when the API did not answer last, or does not know the queue yet. Has a newer listing fetched. */
  read(queue: string): ListedQueue | undefined
}

/** How things were at some moment of the last `listingAgeMs`. */
export interface ListedQueue {
  readonly messagesReady: number
  readonly messagesUnacknowledged: number
}

/** The broker gathers its figures every 5 s; then they are fetched, and kept for a while. */
export const listingAgeMs = 10_000
const fetchEveryMs = 2000

/**
 * @param management address of the API, with user and password
 * @param told hears when the API cannot be used, and with `undefined` when it can again
 */
export function queueListing(
  management: string,
  vhost: string,
  told: (problem: ManagementError | undefined) => void,
): QueueListing {
  const resource = managementResource(management, 'queues', vhost)
  resource.search = 'columns=name,messages_ready,messages_unacknowledged'
  let queues: ReadonlyMap<string, ListedQueue> = new Map()
  let failing = false
  let fetchedAt = 0
  let fetching = false

  async function fetchQueues() {
    try {
      const answer = (await askManagement(resource)) as readonly ListAnswer[]
      queues = new Map(answer.flatMap(listed))
      if (failing) told(undefined)
      failing = false
    } catch (error) {
      queues = new Map()
      if (!failing) told(error as ManagementError)
      failing = true
    }
    fetchedAt = Date.now()
    fetching = false
  }

  return {
    read(queue) {
      if (!fetching && Date.now() - fetchedAt >= fetchEveryMs) {
        fetching = true
        void fetchQueues()
      }
      return queues.get(queue)
    },
  }
}

/** Of a queue that is younger than the broker's last count, only the name is known. */
interface ListAnswer {
  readonly name: string
  readonly messages_ready?: number
  readonly messages_unacknowledged?: number
}

function listed({ name, messages_ready, messages_unacknowledged }: ListAnswer): [string, ListedQueue][] {
  if (messages_ready === undefined || messages_unacknowledged === undefined) return []
  return [[name, { messagesReady: messages_ready, messagesUnacknowledged: messages_unacknowledged }]]
}
