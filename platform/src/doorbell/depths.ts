import type { Connection } from 'rabbitmq-client'
import { codeOf, isLoss } from '../queue/confirmed-publisher.ts'
import { askManagement, managementResource } from '../queue/rabbitmq-management.ts'

/** How much there is to do in lanes: events that wait, and those that are being handled. */
export interface Depths {
  /** @throws when the broker does not answer; a queue that is not there holds nothing */
  of(queue: string): Promise<number>
}

/** A question is asked again after this long at the earliest. */
const freshMs = 500
/** The management API counts as often as this, and lists all queues at once. */
const listingMs = 2000

/**
 * What waits is asked of the broker itself; what is being handled, of its management API, which is up to five seconds
 * behind. Without that, a lane whose events are all being handled seems to be empty.
 */
export function depths(connection: Connection, vhost: string, management: string | undefined): Depths {
  const ready = new Map<string, { readonly at: number; readonly count: Promise<number> }>()
  let listing: { readonly at: number; readonly counts: Promise<ReadonlyMap<string, number>> } | undefined
  let said = false

  async function ask(queue: string): Promise<number> {
    for (let tries = 1; ; tries++) {
      try {
        return (await connection.queueDeclare({ queue, passive: true })).messageCount
      } catch (error) {
        if (codeOf(error) === 'NOT_FOUND') return 0
        // A question about a queue that is not there ends the channel for those who asked meanwhile.
        if (!isLoss(error) || tries === 3) throw error
      }
    }
  }

  async function list(): Promise<ReadonlyMap<string, number>> {
    if (management === undefined) return new Map()
    const resource = managementResource(management, 'queues', vhost)
    resource.searchParams.set('columns', 'name,messages_unacknowledged')
    try {
      const queues = (await askManagement(resource)) as { name: string; messages_unacknowledged?: number }[]
      said = false
      return new Map(queues.map(({ name, messages_unacknowledged = 0 }) => [name, messages_unacknowledged]))
    } catch (error) {
      if (!said) console.error(`${(error as Error).message} Until then what is being handled does not count.`)
      said = true
      return new Map()
    }
  }

  return {
    async of(queue) {
      const now = Date.now()
      const known = ready.get(queue)
      const count = known && now - known.at < freshMs ? known.count : ask(queue)
      if (count !== known?.count) {
        count.catch(() => ready.delete(queue))
        ready.set(queue, { at: now, count })
      }
      if (!listing || now - listing.at >= listingMs) listing = { at: now, counts: list() }
      return (await count) + ((await listing.counts).get(queue) ?? 0)
    },
  }
}
