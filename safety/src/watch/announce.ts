import { parseTraceparent } from '@bonghwa/platform/event'
import { type FunctionContext, preciseNow } from '@bonghwa/platform/function'
import { eventTypes } from '../functions/messages.ts'
import type { Incident } from '../incident/incident.ts'
import type { IncidentChange } from '../incident/tracker.ts'
import { incidentToJson } from '../incident/wire.ts'
import type { EvidenceStore } from '../store/evidence.ts'
import type { Store } from '../store/store.ts'
import type { RecentPictures } from './recent-pictures.ts'

/** Makes changes of incidents safe and known. */
export interface Announcer {
  /**
   * In the order in which they were decided. What cannot be written now, since the store or the queue is away, waits and
   * goes first at the next call: whoever decided it will not decide it again.
   *
   * @param since when the decision began, epoch milliseconds
   */
  (changes: readonly IncidentChange[], since: number): Promise<void>
  /** What was decided before a crash and may not have been published. */
  leftOver(): Promise<void>
}

/** A change on its way. */
interface Waiting extends IncidentChange {
  readonly since: number
  readonly picture: Uint8Array | undefined
}

/**
 * A change is on disk with its picture before its event goes out, and is marked afterwards: killed in between, the
 * same event goes out again under the same id, and whoever acts on it acts once.
 */
export function announcer(
  store: Store,
  evidence: EvidenceStore,
  pictures: RecentPictures,
  { region, emit, span, log }: FunctionContext,
): Announcer {
  const waiting: Waiting[] = []
  let telling: Promise<void> | undefined
  let problem: string | undefined

  async function publish(id: string, change: IncidentChange['change'], incident: Incident) {
    const { camera, traceparent } = incident
    await emit({
      type: eventTypes.incident(change),
      id,
      source: `/cameras/${camera}`,
      subject: incident.id,
      region,
      ...(parseTraceparent(traceparent) ? { traceparent } : {}),
      data: incidentToJson(incident),
    })
    await store.markPublished(id)
  }

  /** Run again from its beginning, it does again what is harmless, and the rest once. */
  async function tell({ change, incident, picture, since }: Waiting) {
    if (await store.isErased(incident.id)) return
    if (picture) await evidence.put(picture)
    const id = await store.recordChange({ change, incident }, Date.now())
    if (id === undefined) return
    if (change === 'opened') span('confirmed', since, preciseNow(), incident.traceparent)
    await publish(id, change, incident)
  }

  async function tellAll() {
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        await tell(next)
        waiting.shift()
      }
      problem = undefined
    } catch (error) {
      const { message } = error as Error
      if (message !== problem) log(`Changes of incidents wait: ${message}`, { waiting: waiting.length })
      problem = message
    } finally {
      telling = undefined
    }
  }

  async function announce(changes: readonly IncidentChange[], since: number) {
    for (const { change, incident } of changes)
      waiting.push({ change, incident, since, picture: pictures.get(incident.evidence) })
    // With nothing to await, `tellAll` would be over before it is remembered, and be remembered for good.
    if (waiting.length === 0) return
    // What came while others were told is told by the same.
    telling ??= tellAll()
    await telling
  }

  return Object.assign(announce, {
    async leftOver() {
      for (const { id, change, incident } of await store.unpublishedChanges(region))
        await publish(id, change, incident)
    },
  })
}
