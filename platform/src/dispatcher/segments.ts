import type { CloudEvent } from '../event/cloud-event.ts'
import { parseTraceparent } from '../event/trace-context.ts'
import { HandlerTimeoutError } from '../instance/errors.ts'
import type { Instance } from '../instance/instance.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { preciseNow } from '../telemetry/now.ts'
import type { Span } from '../telemetry/span.ts'

export interface Invoked {
  readonly event: CloudEvent
  readonly attempt: number
  /** That held it; none for a call that waits for its answer. */
  readonly queue?: string
  /** Epoch milliseconds at which it could have been handled. */
  readonly readyAt: number
  readonly instance: Instance
}

/**
 * Milliseconds by which an instance that starts while its event is still being written may be ready before it, the clock
 * of the queue being whole milliseconds.
 */
const clockDifference = 5

/** Times the invocations of a lane: the segments queued, woken and handled of each event's trace, and the metrics. */
export function segments(
  about: { readonly function: string; readonly region: string },
  metrics: Metrics,
  span: (span: Span) => void,
) {
  const known = new WeakSet<Instance>()

  return async ({ event, attempt, queue, readyAt, instance }: Invoked, invoke: () => Promise<unknown>) => {
    const takenAt = preciseNow()
    const context = parseTraceparent(event.traceparent)
    const segment = (name: string, startedAt: number, endedAt: number, more: Partial<Span> = {}) => {
      if (context === undefined) return
      const { traceId, spanId: parentId } = context
      const place = { node: instance.node, instance: instance.id, attempt, event: named(event) }
      const held = queue === undefined ? {} : { queue }
      span({ traceId, parentId, name, startedAt, endedAt, ...about, ...place, ...held, ...more })
    }
    const woken =
      !known.has(instance) && instance.readyAt !== undefined && instance.readyAt > readyAt - clockDifference
    known.add(instance)
    metrics.waited(about, Math.max(0, takenAt - readyAt) / 1000)
    if (attempt > 1) metrics.retried(about)
    if (woken && instance.readyAt !== undefined) {
      segment('queued', readyAt, Math.max(readyAt, instance.startedAt))
      const from = Math.max(readyAt, instance.startedAt)
      segment('woken', from, Math.max(from, instance.readyAt), { tier: instance.tier })
    } else {
      segment('queued', readyAt, takenAt)
    }
    try {
      const value = await invoke()
      metrics.invoked(about, (preciseNow() - takenAt) / 1000)
      segment('handled', takenAt, preciseNow())
      return value
    } catch (error) {
      metrics.failed(about, error instanceof HandlerTimeoutError ? 'timeout' : 'error')
      segment('handled', takenAt, preciseNow(), { error: (error as Error).message })
      throw error
    }
  }
}

/** What names an event, without its data. */
export function named({ id, source, type, subject }: CloudEvent): NonNullable<Span['event']> {
  return subject === undefined ? { id, source, type } : { id, source, type, subject }
}
