import type { Title } from '../camera/place.ts'
import type { Incident } from '../incident/incident.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { roadLabelOf } from '../outcome/road-message.ts'
import type { RoadWarning } from './shapes.ts'

/**
 * What drivers are told of an incident: what it is, where, and since when. No frame, no camera, no score.
 *
 * @returns nothing for an incident that is over, or that no function has published yet
 */
export function roadWarning(
  incident: Incident,
  outcomes: readonly Outcome[],
  camera: { readonly title: Title } | undefined,
): RoadWarning | undefined {
  const label = roadLabelOf(incident)
  const published = outcomes.some(
    (outcome) => outcome.incident === incident.id && outcome.status === 'published',
  )
  if (label === undefined || incident.state !== 'open' || !published) return undefined
  return {
    type: 'Feature',
    id: incident.id,
    geometry: { type: 'Point', coordinates: [incident.place.longitude, incident.place.latitude] },
    properties: {
      label,
      // The camera's title is the name of the road it looks at.
      place: camera?.title ?? null,
      openedAt: new Date(incident.openedAt).toISOString(),
      virtual: incident.virtual,
    },
  }
}
