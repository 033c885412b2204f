import type { Registry } from 'prom-client'
import { readAtScrape } from './read-at-scrape.ts'

/** What is read when somebody asks, instead of being told at every change. */
export interface Gauges {
  readonly lanes: readonly LaneGauges[]
  readonly nodes: readonly NodeGauges[]
  readonly regions: readonly { readonly name: string; readonly state: RegionState }[]
}

/** As `placement/region-health.ts` has it. */
type RegionState = (typeof regionStates)[number]

const regionStates = ['alive', 'asleep', 'cut off', 'dead'] as const

export interface LaneGauges {
  readonly function: string
  readonly region: string
  readonly queue: string
  /** Instances that exist. */
  readonly replicas: number
  readonly desiredReplicas: number
  /** Time that instances existed, in milliseconds. */
  readonly instanceMs: number
  readonly messagesReady: number
  readonly messagesUnacknowledged: number
  readonly messagesDelayed: number
  readonly deadLetters: number
  readonly dropped: number
}

export interface NodeGauges {
  readonly name: string
  readonly region: string
  readonly alive: boolean
  readonly instances: number
  readonly standby: number
  readonly frozen: number
}

/** Adds to a registry what is read at each scrape. */
export function gauges(registry: Registry, state: () => Gauges): void {
  const lane = readAtScrape(
    registry,
    () => state().lanes,
    ['faas_name', 'region'],
    (each) => ({ faas_name: each.function, region: each.region }),
  )
  lane('bonghwa_replicas', 'Instances that exist.', ({ replicas }) => replicas)
  lane(
    'bonghwa_replicas_desired',
    'Instances that there should be.',
    ({ desiredReplicas }) => desiredReplicas,
  )
  lane(
    'bonghwa_instance_seconds_total',
    'Time that instances existed.',
    ({ instanceMs }) => instanceMs / 1000,
  )

  const queue = readAtScrape(
    registry,
    () => state().lanes,
    ['queue', 'faas_name', 'region'],
    (each) => ({ queue: each.queue, faas_name: each.function, region: each.region }),
  )
  queue('bonghwa_queue_messages_ready', 'Waiting events.', (each) => each.messagesReady)
  queue(
    'bonghwa_queue_messages_unacknowledged',
    'Events being handled.',
    (each) => each.messagesUnacknowledged,
  )
  queue('bonghwa_queue_messages_delayed', 'Events that wait for another try.', (each) => each.messagesDelayed)
  queue('bonghwa_queue_dead_letters', 'Refused events that wait for a replay.', (each) => each.deadLetters)
  queue('bonghwa_queue_dropped_total', 'Events that a full ephemeral queue let go.', (each) => each.dropped)

  const node = readAtScrape(
    registry,
    () => state().nodes,
    ['node', 'region'],
    ({ name, region }) => ({ node: name, region }),
  )
  node('bonghwa_node_up', '1 while its heartbeat comes.', ({ alive }) => Number(alive))
  node('bonghwa_node_instances', 'Instances on it.', ({ instances }) => instances)
  node('bonghwa_node_standby', 'Booted processes that wait for a function.', ({ standby }) => standby)
  node(
    'bonghwa_node_frozen',
    'Stopped processes that wait for an event of their function.',
    ({ frozen }) => frozen,
  )

  const region = readAtScrape(
    registry,
    () => state().regions,
    ['region'],
    ({ name }) => ({ region: name }),
  )
  region('bonghwa_region_up', '0 while it is dead: others do its work.', ({ state }) =>
    Number(state !== 'dead'),
  )
  readAtScrape(
    registry,
    () => state().regions.flatMap(({ name, state }) => regionStates.map((each) => ({ name, each, state }))),
    ['region', 'state'],
    ({ name, each }) => ({ region: name, state: each }),
  )(
    'bonghwa_region_state',
    '1 for the state that it is in: alive, asleep, cut off or dead.',
    ({ each, state }) => Number(each === state),
  )
}
