import type { City } from '../camera/city.ts'
import type { Title } from '../camera/place.ts'
import type { Incident } from '../incident/incident.ts'

/** Titles of an incident's camera and region; their names stand in for what the city no longer has. */
export function titlesOf(
  { cameras, regions }: Pick<City, 'cameras' | 'regions'>,
  incident: Incident,
): { camera: Title; region: Title } {
  const camera = cameras.find(({ id }) => id === incident.camera)
  const region = regions.find(({ name }) => name === incident.region)
  return {
    camera: camera?.title ?? { ko: incident.camera, en: incident.camera },
    region: region?.title ?? { ko: incident.region, en: incident.region },
  }
}
