import type { CloudEvent } from '../event/cloud-event.ts'
import type { EmittedEvent } from '../function/define.ts'
import type { Span } from '../telemetry/span.ts'
import type { Drop } from './grants.ts'

/** What the host tells a runtime process, in lists over the IPC channel. */
export type HostMessage =
  | ({ readonly kind: 'load' } & LoadOrder)
  | { readonly kind: 'invoke'; readonly call: number; readonly event: CloudEvent; readonly attempt: number }
  | { readonly kind: 'cancel'; readonly call: number }
  | { readonly kind: 'emitted'; readonly emit: number; readonly error?: string }
  | { readonly kind: 'stop' }
  /** Sent to a function that handles nothing: come to rest between two turns, answer `resting`, and do nothing more. */
  | { readonly kind: 'rest' }

export interface LoadOrder {
  readonly function: string
  readonly instance: string
  readonly region: string
  readonly node: string
  readonly source: boolean
  readonly folder: string
  /** A bundle to import, a command that serves HTTP on `$PORT`, or the port of a server that somebody else runs. */
  readonly run:
    | { readonly bundle: string }
    | { readonly command: readonly string[] }
    | { readonly port: number }
  readonly env: Readonly<Record<string, string>>
  /** Where V8 may keep what it compiled. */
  readonly compileCache: string
  /** What this process was granted and gives up before it loads the function. */
  readonly drops: readonly Drop[]
  readonly secrets: Readonly<Record<string, string>>
}

/** What a runtime process tells its host, in lists. */
export type RuntimeMessage =
  | { readonly kind: 'booted' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly problem: string }
  | { readonly kind: 'result'; readonly call: number; readonly value?: unknown }
  | { readonly kind: 'error'; readonly call: number; readonly problem: string; readonly traceId?: string }
  /** `at`: epoch milliseconds by the process's clock. */
  | { readonly kind: 'emit'; readonly emit: number; readonly at: number; readonly event: EmittedEvent }
  | { readonly kind: 'log'; readonly line: string; readonly traceId?: string }
  | { readonly kind: 'span'; readonly span: Span }
  | { readonly kind: 'resting' }

/** Of a resting process: it goes on once a byte comes in here. */
export const wakeDescriptor = 4
