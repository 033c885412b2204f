import type { Title } from '../../camera/place.ts'
import type { IncidentLabel } from '../../incident/incident.ts'
import type { Post } from '../../outcome/post.ts'
import type { Subscriber } from '../../outcome/subscriber.ts'

/** What a reviewer's browser shows while the console is closed; its worker reads these fields. */
export interface ReviewMessage {
  readonly title: string
  readonly body: string
  readonly tag: string
}

const things: Record<IncidentLabel, Title> = {
  accident: { ko: '교통사고', en: 'traffic accident' },
  fire: { ko: '화재', en: 'fire' },
  gun: { ko: '총으로 보이는 물체', en: 'possible gun' },
  knife: { ko: '칼로 보이는 물체', en: 'possible knife' },
}

/** Neither picture nor description travels by push: they are looked at in the console. */
export function reviewMessage(
  { id, label, virtual }: Pick<Post, 'id' | 'label' | 'virtual'>,
  place: Title,
  language: Subscriber['language'],
): ReviewMessage {
  const thing = things[label][language]
  const origin = { ko: ' (가상 카메라)', en: ' (virtual camera)' }[language]
  const title = { ko: '승인을 기다리는 게시물이 있습니다', en: 'A post waits for your decision' }[language]
  return { title, body: `${thing}, ${place[language]}${virtual ? origin : ''}`, tag: id }
}
