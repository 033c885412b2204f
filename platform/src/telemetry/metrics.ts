import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { type Gauges, gauges } from './gauges.ts'

/** The function and the region of a lane. */
export interface LaneLabels {
  readonly function: string
  readonly region: string
}

/**
 * Names follow OpenTelemetry's semantic conventions for FaaS, spelled as Prometheus spells them; what those do not name
 * begins with `bonghwa_`. Durations are seconds. Labels have few values: names of what is deployed, never of an event.
 */
export interface Metrics {
  /** From now on this lane has every metric, be it 0: what is absent cannot be compared. */
  lane(labels: LaneLabels): void
  /** @param type one that some function asks for, or `other` */
  published(type: string): void
  waited(labels: LaneLabels, seconds: number): void
  retried(labels: LaneLabels): void
  /** Of a type or a topic that the function asks for, and not what its `where` wants. */
  passedOver(labels: LaneLabels): void
  /** An event was refused at the door, since too many came at once. */
  overloaded(): void
  invoked(labels: LaneLabels, seconds: number): void
  failed(labels: LaneLabels, kind: 'error' | 'timeout'): void
  coldStarted(labels: LaneLabels & { tier: string }, seconds: number): void
  /** Where an application adds its own. */
  readonly registry: Registry
  /** The text of `GET /metrics`. */
  text(): Promise<string>
  readonly contentType: string
}

const tiers = ['frozen', 'stand-by', 'cold']
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const labelNames = ['faas_name', 'region'] as const

/** @param state what is read whenever somebody asks */
export function metrics(state: () => Gauges): Metrics {
  const registry = new Registry()
  // At its default of 10 ms the monitor alone would keep a sleeping platform busy.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 250 })
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    new Counter({ name, help, labelNames: labels, registers })
  const histogram = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    new Histogram({ name, help, labelNames: labels, buckets, registers })

  const events = counter('bonghwa_events_published_total', 'Events that came in, by type.', ['type'])
  const refused = counter(
    'bonghwa_events_refused_total',
    'Events that were refused at the door, since too many came at once.',
    [],
  )
  const retries = counter(
    'bonghwa_event_retries_total',
    'Deliveries after the first one of an event.',
    labelNames,
  )
  const passedOver = counter(
    'bonghwa_events_passed_over_total',
    'Events of a type or a topic that a function asks for which its where does not want.',
    labelNames,
  )
  const invocations = counter('faas_invocations_total', 'Successful invocations.', labelNames)
  const errors = counter('faas_errors_total', 'Failed invocations, those out of time included.', labelNames)
  const timeouts = counter('faas_timeouts_total', 'Invocations that ran out of time.', labelNames)
  const withTier = [...labelNames, 'tier'] as const
  const coldStarts = counter('faas_coldstarts_total', 'Instances started, by tier.', withTier)
  const waits = histogram(
    'bonghwa_queue_wait_duration_seconds',
    'From when an event could be handled to its hand-over, the wake included.',
    labelNames,
  )
  const duration = histogram('faas_invoke_duration_seconds', 'From hand-over to answer.', labelNames)
  const init = histogram(
    'faas_init_duration_seconds',
    'From the decision to start to ready, by tier.',
    withTier,
  )
  gauges(registry, state)

  return {
    lane(labels) {
      const own = named(labels)
      for (const each of [retries, passedOver, invocations, errors, timeouts]) each.inc(own, 0)
      for (const each of [waits, duration]) each.zero(own)
      for (const tier of tiers) {
        coldStarts.inc({ ...own, tier }, 0)
        init.zero({ ...own, tier })
      }
    },
    published: (type) => events.inc({ type }),
    waited: (labels, seconds) => waits.observe(named(labels), seconds),
    retried: (labels) => retries.inc(named(labels)),
    overloaded: () => refused.inc(),
    passedOver: (labels) => passedOver.inc(named(labels)),
    invoked(labels, seconds) {
      invocations.inc(named(labels))
      duration.observe(named(labels), seconds)
    },
    failed(labels, kind) {
      errors.inc(named(labels))
      if (kind === 'timeout') timeouts.inc(named(labels))
    },
    coldStarted(labels, seconds) {
      const own = { ...named(labels), tier: labels.tier }
      coldStarts.inc(own)
      init.observe(own, seconds)
    },
    registry,
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const named = ({ function: name, region }: LaneLabels) => ({ faas_name: name, region })
