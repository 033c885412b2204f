import type { Title } from '../camera/place.ts'
import type { Incident, IncidentLabel } from '../incident/incident.ts'
import type { Subscriber } from './subscriber.ts'

/** What the drivers' page shows when it is closed; its worker reads these fields. */
export interface RoadMessage {
  readonly title: string
  readonly body: string
  /** A later message with the same tag takes the place of the earlier one. */
  readonly tag: string
}

/** What lies on a road. A weapon is nothing for a driver's map: it would draw people to it. */
export const roadLabels = ['accident', 'fire'] as const satisfies readonly IncidentLabel[]
export type RoadLabel = (typeof roadLabels)[number]

/** The label where it concerns drivers. */
export function roadLabelOf({ label }: Pick<Incident, 'label'>): RoadLabel | undefined {
  return roadLabels.find((each) => each === label)
}

const headlines: Record<RoadLabel, Title> = {
  accident: { ko: '근처에 사고가 있습니다', en: 'Accident near by' },
  fire: { ko: '근처에 화재가 있습니다', en: 'Fire near by' },
}

/** @param place the road in words */
export function roadMessage(
  incident: Pick<Incident, 'id' | 'virtual'>,
  label: RoadLabel,
  place: Title,
  language: Subscriber['language'],
): RoadMessage {
  const title = headlines[label][language]
  const origin = { ko: ' (가상 카메라: 실제 상황이 아닙니다)', en: ' (virtual camera: not a real event)' }
  return { title, body: `${place[language]}${incident.virtual ? origin[language] : ''}`, tag: incident.id }
}
