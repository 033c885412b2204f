import type { Title } from '../camera/place.ts'
import type { Incident } from '../incident/incident.ts'
import type { Subscriber } from './subscriber.ts'

/** What the drivers' page shows when it is closed; its worker reads these fields. */
export interface RoadMessage {
  readonly title: string
  readonly body: string
  /** A later message with the same tag takes the place of the earlier one. */
  readonly tag: string
}

const headlines = {
  accident: { ko: '근처에 사고가 있습니다', en: 'Accident near by' },
  fire: { ko: '근처에 화재가 있습니다', en: 'Fire near by' },
} satisfies Partial<Record<Incident['label'], Title>>

/** @param place the road in words */
export function roadMessage(
  incident: Pick<Incident, 'id' | 'virtual'> & { readonly label: keyof typeof headlines },
  place: Title,
  language: Subscriber['language'],
): RoadMessage {
  const title = headlines[incident.label][language]
  const origin = { ko: ' (가상 카메라: 실제 상황이 아닙니다)', en: ' (virtual camera: not a real event)' }
  return { title, body: `${place[language]}${incident.virtual ? origin[language] : ''}`, tag: incident.id }
}
