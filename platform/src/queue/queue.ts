import type { CloudEvent } from '../event/cloud-event.ts'

/**
 * Where queues live: a process's memory, a file, a broker.
 * `testing/queue-conformance.ts` is the definition; every backend passes it.
 */
export interface QueueBackend extends AsyncDisposable {
  readonly kind: 'memory' | 'embedded' | 'rabbitmq'
  readonly supports: {
    /** Survives the end of the process, however it ends. */
    readonly durable: boolean
    /** Heeds `bindings`: other programs can publish to the queue past this backend. */
    readonly bindings: boolean
  }
  /** Declares a queue. The same name gives the same queue, with everything still in it, bound as said last. */
  queue(name: string, options: QueueOptions): Queue
  /** Puts the event into all of these declared queues, or, when it rejects, into none. */
  publish(event: CloudEvent, queues: readonly string[]): Promise<void>
}

export interface QueueOptions {
  /** `ephemeral` is bounded, kept in memory, and drops its oldest ready event when full. */
  readonly delivery: 'durable' | 'ephemeral'
  /** For `ephemeral`: how many ready events it holds. */
  readonly maxLength?: number
  /**
   * Routing keys under which other programs publish to it on the topic exchange, e.g. `dev.bonghwa.fire.seen.seoul`.
   * `publish` takes no notice of them. A queue declared again without them keeps those that it has.
   */
  readonly bindings?: readonly string[]
  /** `elsewhere`: this process only publishes to it. Unless given, it takes too. */
  readonly taken?: 'here' | 'elsewhere'
}

/**
 * A named buffer of events between whoever saw something and whoever acts on it.
 *
 * Delivery is at least once, oldest first: a delivery neither acked nor nacked before its process goes away
 * comes again with `redelivered: true`. Handlers must therefore be idempotent.
 */
export interface Queue {
  readonly name: string
  readonly delivery: 'durable' | 'ephemeral'
  /** Resolves once the backend has taken responsibility for the event. */
  publish(event: CloudEvent): Promise<void>
  /** Takes the next ready event, or `undefined` when none is ready now. */
  take(): Promise<Delivery | undefined>
  /** Calls back whenever an event may have become ready. Returns the way to stop. */
  onReady(listener: () => void): () => void
  /**
   * Calls back when the backend begins to write an event down, so that whoever has to start for it may do so meanwhile.
   * Absent where the event is here sooner than the word of it. Returns the way to stop.
   */
  onComing?(listener: () => void): () => void
  depth(): Promise<QueueDepth>
  /** The refused events, oldest first. */
  deadLetters(): Promise<readonly DeadLetter[]>
  /** Makes a dead letter ready again as a first attempt; `false` when there is none of this id. */
  replay(deadLetterId: string): Promise<boolean>
}

export interface Delivery {
  readonly event: CloudEvent
  readonly redelivered: boolean
  /** 1 for the first delivery of this event. */
  readonly attempt: number
  /** Epoch milliseconds at which the event became ready for this attempt. */
  readonly readyAt: number
  /** Done: forget the event. */
  ack(): Promise<void>
  /** Not done: put it back, now or after `delayMs`, or send it to the dead letters. */
  nack(verdict: Verdict): Promise<void>
}

export type Verdict =
  /** `untried`: nobody began with it, so this was no attempt. */
  | { readonly requeue: true; readonly delayMs?: number; readonly untried?: boolean }
  | { readonly requeue: false; readonly reason: string }

/** Counted in messages, named as RabbitMQ's management API names them. */
export interface QueueDepth {
  readonly messagesReady: number
  readonly messagesUnacknowledged: number
  /** Waiting for the delay of a retry to end. */
  readonly messagesDelayed: number
  readonly deadLetters: number
  /** Dropped since the process began, because an ephemeral queue was full. */
  readonly dropped: number
}

export interface DeadLetter {
  readonly id: string
  readonly event: CloudEvent
  readonly reason: string
  readonly attempts: number
  /** Epoch milliseconds. */
  readonly deadAt: number
}
