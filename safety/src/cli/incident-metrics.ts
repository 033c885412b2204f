import { type Platform, readAtScrape } from '@bonghwa/platform'
import { type CloudEvent, parseTraceparent } from '@bonghwa/platform/event'
import { Counter, Histogram } from 'prom-client'
import { eventTypes } from '../functions/messages.ts'
import { type Incident, incidentLabels } from '../incident/incident.ts'
import { type Post, postStatuses } from '../outcome/post.ts'
import type { Store } from '../store/store.ts'
import { incidentWay } from './incident-way.ts'

export interface IncidentMetrics {
  /** A reviewer has decided on a post. */
  reviewed(post: Post): void
}

type IncidentLabels = Readonly<Record<'label' | 'region', string>>

/** After an outcome is told, its function has still to answer and its last spans to come. */
const spansWithinMs = 1_000
/** Events come again after a crash: of so many the ids are remembered, and none counts twice. */
const mostRemembered = 1_000
const buckets = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Adds incidents, posts, reviews and the times of their ways to the platform's metrics. */
export function incidentMetrics(platform: Platform, store: Store): IncidentMetrics {
  const { registry } = platform.metrics
  const registers = [registry]
  const incidents = new Counter({
    name: 'city_incidents_total',
    help: 'Incidents that opened.',
    labelNames: ['label', 'region'],
    registers,
  })
  const posts = new Counter({
    name: 'city_posts_total',
    help: 'Posts by what became of them: written and published, written and waiting, refused.',
    labelNames: ['channel', 'status'],
    registers,
  })
  const inference = new Histogram({
    name: 'city_detector_inference_duration_seconds',
    help: 'The detector at one frame.',
    labelNames: ['region'],
    buckets,
    registers,
  })
  const segments = new Histogram({
    name: 'city_incident_segment_duration_seconds',
    help: 'The way of incidents from the camera to the first outcome, by segment.',
    labelNames: ['segment', 'function'],
    buckets,
    registers,
  })
  const whole = new Histogram({
    name: 'city_incident_outcome_duration_seconds',
    help: 'The whole way, from the camera to the first outcome.',
    labelNames: ['label', 'region'],
    buckets,
    registers,
  })
  for (const status of postStatuses) posts.inc({ channel: 'city', status }, 0)
  for (const { name: region } of platform.regions) {
    inference.zero({ region })
    for (const label of incidentLabels) {
      incidents.inc({ label, region }, 0)
      whole.zero({ label, region })
    }
  }
  const open = () => store.findIncidents({ state: 'open', limit: 1000 })
  const byLabel = async () => {
    const all = await open()
    return incidentLabels.map((label) => ({
      label,
      count: all.filter((each) => each.label === label).length,
    }))
  }
  readAtScrape(registry, byLabel, ['label'], ({ label }) => ({ label }))(
    'city_incidents_open',
    'Incidents that are not over.',
    ({ count }) => count,
  )
  const waiting = async () => [(await store.posts({ status: 'waiting', limit: 1000 })).length]
  readAtScrape(registry, waiting, [], () => ({}))(
    'city_reviews_waiting',
    'Posts that wait for a person.',
    Number,
  )

  const known = new Map<string, IncidentLabels>()
  function isNew(id: string, labels: IncidentLabels = { label: '', region: '' }) {
    if (known.has(id)) return false
    known.set(id, labels)
    if (known.size > mostRemembered) known.delete(known.keys().next().value ?? '')
    return true
  }
  function time(labels: IncidentLabels, { traceparent }: CloudEvent) {
    const traceId = parseTraceparent(traceparent)?.traceId
    if (traceId === undefined) return
    const way = incidentWay(platform.traces.spans(traceId))
    for (const { name, function: by = '', startedAt, endedAt } of way)
      segments.observe({ segment: name, function: by }, (endedAt - startedAt) / 1000)
    const [first, last] = [way[0], way.at(-1)]
    if (first && last) whole.observe(labels, (last.endedAt - first.startedAt) / 1000)
  }

  platform.onSpan(({ name, region = '', startedAt, endedAt }) => {
    if (name === 'inferred') inference.observe({ region }, (endedAt - startedAt) / 1000)
  })
  platform.onEvent((event) => {
    const { type, id, region = '', subject = '', data } = event
    if (type === eventTypes.incident('opened')) {
      const labels = { label: (data as Pick<Incident, 'label'>).label, region }
      if (isNew(subject, labels)) incidents.inc(labels)
    }
    if (type === eventTypes.postWritten && isNew(id)) {
      const { channel, status } = data as Post
      posts.inc({ channel, status })
    }
    const labels = known.get(subject)
    // An incident has one way, however many outcomes.
    if (
      labels &&
      (type === eventTypes.pinPlaced || type === eventTypes.postWritten) &&
      isNew(`way of ${subject}`)
    )
      setTimeout(time, spansWithinMs, labels, event).unref()
  })

  return { reviewed: ({ channel, status }) => posts.inc({ channel, status }) }
}
