import { laneQueue } from '../dispatcher/lane-queue.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { beatKey } from '../placement/beats.ts'
import type { Region } from '../placement/region.ts'
import { vhostOf } from '../queue/rabbitmq-connection.ts'
import { signalExchange } from '../queue/rabbitmq-signals.ts'

/** A dynamic shovel under the management API's own names. It runs on the broker of the site. */
export interface Shovel {
  readonly name: string
  readonly value: Readonly<Record<string, string | number>>
}

export interface SiteLinkPlan {
  readonly functions: readonly FunctionSpec[]
  readonly regions: readonly Region[]
  /** The region that the site serves. */
  readonly site: string
  /** Broker of the site, as `amqp://…`. */
  readonly own: string
  /** Broker of the core, as the site's broker reaches it. */
  readonly core: string
  readonly exchange: string
}

/** By which our shovels are known among others. */
export const shovelPrefix = 'bonghwa '
/** So many messages may be under way unconfirmed, and come twice after a cut; a lane knows 512 of the last again. */
const underWay = 100
const reconnectSeconds = 5

/**
 * Between a site and the core a lane lies on both brokers: where its region is not served, a shovel empties it into the same
 * lane of the other broker. The site's broker calls out in both directions, so it may stand behind a NAT; a message is
 * acknowledged on one side once the other has confirmed it, so none is lost while the line is cut.
 */
export function siteShovels({ functions, regions, site, own, core, exchange }: SiteLinkPlan): Shovel[] {
  const local = `amqp:///${encodeURIComponent(vhostOf(own))}`
  const remote = withHeartbeat(core)
  const shovel = (direction: 'in' | 'out', queue: string, from: string, to: string): Shovel => ({
    name: `${shovelPrefix}${direction} ${queue}`,
    value: {
      'src-protocol': 'amqp091',
      'src-uri': from,
      'src-queue': queue,
      'src-prefetch-count': underWay,
      'dest-protocol': 'amqp091',
      'dest-uri': to,
      'dest-exchange': exchange,
      // A lane is bound by its own name.
      'dest-exchange-key': queue,
      'ack-mode': 'on-confirm',
      'reconnect-delay': reconnectSeconds,
    },
  })
  const lanes = functions
    .filter(({ kind, delivery }) => kind === 'Function' && delivery === 'durable')
    .flatMap((spec) =>
      regions.map(({ name }) => {
        const queue = laneQueue(spec, name).name
        return name === site ? shovel('in', queue, remote, local) : shovel('out', queue, local, remote)
      }),
    )
  return [...lanes, ...beatShovels(regions, site, { local, remote, exchange: signalExchange(exchange) })]
}

/** So that each side knows how the other is. What is late is of no use: nothing is kept for a line that is cut. */
function beatShovels(
  regions: readonly Region[],
  site: string,
  { local, remote, exchange }: { readonly local: string; readonly remote: string; readonly exchange: string },
): Shovel[] {
  return regions.map(({ name: region }) => {
    const leaves = region === site
    return {
      name: `${shovelPrefix}beats ${region}`,
      value: {
        'src-protocol': 'amqp091',
        'src-uri': leaves ? local : remote,
        'src-exchange': exchange,
        'src-exchange-key': beatKey({ kind: 'region', region }),
        'dest-protocol': 'amqp091',
        'dest-uri': leaves ? remote : local,
        'dest-exchange': exchange,
        'ack-mode': 'no-ack',
        'reconnect-delay': reconnectSeconds,
      },
    }
  })
}

/** A line that is cut says nothing: both ends give it up after two heartbeats. */
function withHeartbeat(url: string): string {
  const parsed = new URL(url)
  parsed.searchParams.set('heartbeat', '5')
  parsed.searchParams.set('connection_timeout', '5000')
  return parsed.href
}
