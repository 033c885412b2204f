import type { CloudEvent } from '@bonghwa/platform/event'
import { eventTypes } from '../functions/messages.ts'
import type { IncidentLabel } from '../incident/incident.ts'
import { incidentToJson } from '../incident/wire.ts'
import { sampleIncident } from '../outcome/sample.ts'

/** The event of an incident, as a watch publishes it: for what must not depend on what the detector sees. */
export function incidentOpened(label: IncidentLabel, region: 'seoul' | 'daejeon', id: string): CloudEvent {
  return {
    specversion: '1.0',
    id: `${id}.1`,
    source: '/cameras/camera-1',
    subject: id,
    type: eventTypes.incident('opened'),
    region,
    data: incidentToJson(sampleIncident({ id, label, region, camera: 'camera-1' })),
  }
}
