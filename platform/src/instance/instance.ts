import type { CloudEvent } from '../event/cloud-event.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import type { Span } from '../telemetry/span.ts'

/** How an instance came to be: thawed, from an already booted process, or from nothing. */
export type Tier = 'frozen' | 'stand-by' | 'cold'

/** One running copy of a function, for the events of one region, on one node. */
export interface Instance {
  readonly id: string
  readonly function: string
  /** Region whose lane it serves; its node may stand in another. */
  readonly region: string
  readonly node: string
  readonly nodeRegion: string
  readonly pid: number
  readonly tier: Tier
  /** Epoch milliseconds: the order to start, and the moment it could take its first event (`undefined` before). */
  readonly startedAt: number
  readonly readyAt: number | undefined
  readonly state: 'starting' | 'ready' | 'draining' | 'gone'
  readonly inFlight: number
  /** Resolves when it can take events; rejects with HandlerBrokenError when it never will. */
  readonly ready: Promise<void>
  /**
   * Resolves when it takes nothing more, with the reason in words: its process is gone, or `frozen` for another
   * instance. When it ended by itself, further lines are what it said last.
   */
  readonly gone: Promise<string>
  /**
   * Hands it one event.
   *
   * @throws HandlerFailedError when the handler threw, InstanceGoneError when the process went away,
   * HandlerTimeoutError when it took longer than `timeoutMs`
   */
  invoke(invocation: Invocation): Promise<unknown>
  /** Takes nothing new, finishes what it has, then ends; the process of a function may be frozen instead. */
  stop(): Promise<void>
  /** Ends now, whatever it is doing. */
  kill(): void
}

export interface Invocation {
  readonly event: CloudEvent
  readonly attempt: number
  readonly timeoutMs: number
}

/** Where instances run: child processes here, pods in a cluster. */
export interface InstanceBackend extends AsyncDisposable {
  /**
   * Starts an instance on a node of `nodeRegion`.
   *
   * @throws NoNodeError when no node of the region is up
   */
  start(order: StartOrder): Instance
  /**
   * `undefined` when an instance may be started now. Else as many processes boot as the machine has cores, more would
   * only slow each other, and it resolves when there is room again.
   */
  full(order: StartOrder): Promise<void> | undefined
  nodes(): readonly NodeState[]
  /** Simulates the loss of a node: its processes are killed with -9 and its heartbeat stops. */
  killNode(name: string): void
  startNode(name: string): void
  /** Calls back when a node's state changes. */
  onChange(listener: () => void): void
}

export interface StartOrder {
  readonly spec: FunctionSpec
  readonly region: string
  readonly nodeRegion: string
  readonly host: InstanceHost
}

/** What an instance may ask of whoever started it. */
export interface InstanceHost {
  emit(event: CloudEvent, from: Publisher): Promise<void>
  log(line: LogLine): void
  span(span: Span): void
}

/** Who published an event, and when by its own clock (epoch milliseconds). */
export interface Publisher extends Pick<Span, 'function' | 'region' | 'node' | 'instance' | 'parentId'> {
  readonly at: number
}

export interface LogLine {
  /** Epoch milliseconds. */
  readonly at: number
  readonly function: string
  readonly instance: string
  readonly stream: 'stdout' | 'stderr' | 'log'
  readonly line: string
  /** Of the event during which it was said, where that is known. */
  readonly traceId?: string
}

export interface NodeState {
  readonly name: string
  readonly region: string
  /** It is a group of processes on this machine that plays a node. */
  readonly simulated: boolean
  readonly up: boolean
  /** Epoch milliseconds, by `steadyNow`. */
  readonly heartbeatAt: number
  readonly instances: readonly Instance[]
  /** Booted processes that wait for a function. */
  readonly standby: number
  /** Stopped processes that wait for the next event of their function. */
  readonly frozen: number
}
