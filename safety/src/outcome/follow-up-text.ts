import type { Title } from '../camera/place.ts'
import type { Incident } from '../incident/incident.ts'
import { changedAt, type FollowUp, shareOf, type Told } from './follow-up.ts'
import { koreanTime, lines, mapLink, type PostFacts, placeLine } from './post-text.ts'

/** What follows a post in its thread: what the camera measured since, and no more than that. */
export function followUpText(
  part: FollowUp['part'],
  told: Told,
  facts: Pick<PostFacts, 'incident' | 'camera' | 'region'>,
): Title {
  const { incident } = facts
  const says = sayings[part](incident, told)
  const where = placeLine(facts)
  const map = mapLink(incident.place)
  return {
    ko: lines(incident.virtual && '[가상 카메라]', `[후속] ${says.ko}`, where.ko, `지도: ${map}`),
    en: lines(incident.virtual && '[Virtual camera]', `[Update] ${says.en}`, where.en, `Map: ${map}`),
  }
}

const sayings: Record<FollowUp['part'], (incident: Incident, told: Told) => Title> = {
  grown(incident, told) {
    const [before, now] = [percent(told.share), percent(shareOf(incident))]
    return {
      ko: `불이 더 커진 것으로 보입니다. 화면의 ${before}에서 ${now}로 늘었습니다.`,
      en: `It looks larger: ${now} of the picture, ${before} before.`,
    }
  },
  closed({ updatedAt }) {
    const time = koreanTime(updatedAt)
    return {
      ko: `카메라에 더 보이지 않습니다(마지막으로 보인 시각: ${time.ko}). 상황이 끝났다는 뜻은 아닐 수 있습니다.`,
      en: `The camera sees it no more; the last time was ${time.en}. That need not mean that it is over.`,
    }
  },
  reopened(incident) {
    const time = koreanTime(changedAt(incident))
    return { ko: `다시 보입니다(${time.ko}).`, en: `Seen again, ${time.en}.` }
  },
}

const percent = (share: number): string => `${Math.max(1, Math.round(share * 100))}%`
