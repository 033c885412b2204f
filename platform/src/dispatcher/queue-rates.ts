import type { QueueFigures } from '../autoscaler/rabbitmq-trigger.ts'
import type { LaneFigures } from './scaler.ts'

/** As often as RabbitMQ takes its statistics. */
const shortestMs = 5_000

/**
 * A queue as RabbitMQ's management API would show it. Its rates are those since the last look that is five seconds old
 * or older, reckoned from the depth and from what was settled meanwhile.
 */
export function queueRates(read: LaneFigures['queue']): () => Promise<QueueFigures> {
  const samples: { readonly at: number; readonly published: number; readonly delivered: number }[] = []

  return async () => {
    const { messagesReady, messagesUnacknowledged, messagesDelayed, settled } = await read()
    const at = Date.now()
    const delivered = settled + messagesUnacknowledged
    samples.push({ at, published: delivered + messagesReady + messagesDelayed, delivered })
    while (samples[1] && at - samples[1].at >= shortestMs) samples.shift()
    const [since] = samples
    const seconds = since ? (at - since.at) / 1000 : 0
    const rate = (before: number, now: number) => (seconds > 0 ? Math.max(0, now - before) / seconds : 0)
    return {
      messagesReady,
      messagesUnacknowledged,
      publishRate: rate(since?.published ?? 0, delivered + messagesReady + messagesDelayed),
      deliverGetRate: rate(since?.delivered ?? 0, delivered),
    }
  }
}
