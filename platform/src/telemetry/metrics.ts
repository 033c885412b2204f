import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Names follow OpenTelemetry's semantic conventions for FaaS, spelled as Prometheus spells them. Durations are seconds. */
export interface Metrics {
  invoked(labels: { function: string; region: string }, seconds: number): void
  failed(labels: { function: string; region: string }, kind: 'error' | 'timeout'): void
  coldStarted(labels: { function: string; region: string; tier: string }, seconds: number): void
  /** The text of `GET /metrics`. */
  text(): Promise<string>
  readonly contentType: string
}

/** What is read when somebody asks, instead of being told at every change. */
export interface LaneGauges {
  readonly function: string
  readonly region: string
  readonly queue: string
  /** Instances that exist. */
  readonly replicas: number
  readonly messagesReady: number
  readonly messagesUnacknowledged: number
}

export function metrics(lanes: () => Iterable<LaneGauges>): Metrics {
  const registry = new Registry()
  // At its default of 10 ms the monitor alone would keep a sleeping platform busy.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 250 })
  const registers = [registry]
  const labelNames = ['faas_name', 'region'] as const
  const invocations = new Counter({
    name: 'faas_invocations_total',
    help: 'Successful invocations.',
    labelNames,
    registers,
  })
  const errors = new Counter({
    name: 'faas_errors_total',
    help: 'Failed invocations.',
    labelNames,
    registers,
  })
  const timeouts = new Counter({
    name: 'faas_timeouts_total',
    help: 'Invocations that ran out of time.',
    labelNames,
    registers,
  })
  const coldStarts = new Counter({
    name: 'faas_coldstarts_total',
    help: 'Instances started, by tier.',
    labelNames: [...labelNames, 'tier'],
    registers,
  })
  const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  const duration = new Histogram({
    name: 'faas_invoke_duration_seconds',
    help: 'From hand-over to answer.',
    labelNames,
    buckets,
    registers,
  })
  const init = new Histogram({
    name: 'faas_init_duration_seconds',
    help: 'From the decision to start to ready.',
    labelNames,
    buckets,
    registers,
  })
  const replicas = new Gauge({
    name: 'bonghwa_replicas',
    help: 'Instances that exist.',
    labelNames,
    registers,
  })
  const ready = new Gauge({
    name: 'bonghwa_queue_messages_ready',
    help: 'Waiting events.',
    labelNames: ['queue'],
    registers,
  })
  const taken = new Gauge({
    name: 'bonghwa_queue_messages_unacknowledged',
    help: 'Events being handled.',
    labelNames: ['queue'],
    registers,
  })
  const named = ({ function: name, region }: { function: string; region: string }) => ({
    faas_name: name,
    region,
  })

  return {
    invoked(labels, seconds) {
      invocations.inc(named(labels))
      duration.observe(named(labels), seconds)
    },
    failed(labels, kind) {
      errors.inc(named(labels))
      if (kind === 'timeout') timeouts.inc(named(labels))
    },
    coldStarted(labels, seconds) {
      coldStarts.inc({ ...named(labels), tier: labels.tier })
      init.observe(named(labels), seconds)
    },
    text() {
      for (const lane of lanes()) {
        const { queue, messagesReady, messagesUnacknowledged } = lane
        replicas.set(named(lane), lane.replicas)
        ready.set({ queue }, messagesReady)
        taken.set({ queue }, messagesUnacknowledged)
      }
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}
