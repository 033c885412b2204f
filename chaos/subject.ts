import type { BrokerNode } from '../platform/src/testing/broker-node.ts'
import type { NetworkNamespace } from '../platform/src/testing/network-namespace.ts'
import type { Fault } from './fault.ts'
import type { Published } from './publisher.ts'
import type { Random } from './random.ts'
import type { ServerProcess } from './server-process.ts'
import type { Ledger } from './verdict.ts'

/** What is struck: something under steady events that has a ledger of its own. */
export interface Subject extends AsyncDisposable {
  readonly server: ServerProcess
  readonly nodes: readonly string[]
  /** Faults that only it knows. */
  readonly faults: readonly Fault[]
  /** An event for its functions. @param fate how its handler fails, if it must */
  event(id: string, fate?: 'throw' | 'exit'): Published
  /** How its handlers may be made to fail. */
  readonly fates: readonly ('throw' | 'exit')[]
  /** Nothing keeps it busy from now on but what it has to do. */
  calm(): Promise<void>
  /** After how long without a fault nothing may wait any more, in milliseconds. */
  readonly quietWithinMs: number
  /** What was done for these events, once all is quiet and it still runs. */
  ledger(ids: readonly string[]): Promise<Pick<Ledger, 'done' | 'once' | 'dead'>>
  /** What else can be said, and what else must not be, then. */
  remarks(): Promise<{ readonly said: readonly string[]; readonly problems: readonly string[] }>
}

export interface Setting {
  /** For all that it writes; gone afterwards, but for runs that failed. */
  readonly folder: string
  /** Its data directory. */
  readonly data: string
  readonly random: Random
  /** Chooses what events say: other dice than those that choose faults. */
  readonly eventDice: Random
  readonly broker: (BrokerNode & { readonly namespace: NetworkNamespace | undefined }) | undefined
  readonly store: 'sqlite' | 'postgres'
}
