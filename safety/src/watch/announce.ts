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
  /** @param since when the decision began, epoch milliseconds */
  (changes: readonly IncidentChange[], since: number): Promise<void>
  /** What was decided before a crash and may not have been published. */
  leftOver(): Promise<void>
}

/**
 * A change is on disk with its picture before its event goes out, and is marked afterwards: killed in between, the
 * same event goes out again under the same id, and whoever acts on it acts once.
 */
export function announcer(
  store: Store,
  evidence: EvidenceStore,
  pictures: RecentPictures,
  { region, emit, span }: FunctionContext,
): Announcer {
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

  async function announce(changes: readonly IncidentChange[], since: number) {
    for (const { change, incident } of changes) {
      if (await store.isErased(incident.id)) continue
      const picture = pictures.get(incident.evidence)
      if (picture) await evidence.put(picture)
      const id = await store.recordChange({ change, incident }, Date.now())
      if (id === undefined) continue
      if (change === 'opened') span('confirmed', since, preciseNow(), incident.traceparent)
      await publish(id, change, incident)
    }
  }

  return Object.assign(announce, {
    async leftOver() {
      for (const { id, change, incident } of await store.unpublishedChanges(region))
        await publish(id, change, incident)
    },
  })
}
