import type { Place, Title } from '../camera/place.ts'
import type { Incident, IncidentLabel } from '../incident/incident.ts'
import { confidenceInWords, describeScene, type Look } from './describe.ts'

export interface PostWords {
  readonly text: Title
  /** The photo in words; also worth reading when there is none. */
  readonly alt: Title
}

/**
 * What a post says of an incident: that a machine saw something that may be one, where, when, how sure it is,
 * and what to do. Nobody has looked yet, so nothing is stated as a fact. A virtual camera is named first, and
 * the advice then begins with "if this were real": nobody is to call for help to a rendered street.
 */
export function postText(facts: PostFacts): PostWords {
  const { incident, camera, region, look, mosaicked } = facts
  const { label, place, virtual, openedAt, score } = incident
  const { scene = describeScene(incident, look) } = facts
  const advice = advices[label]
  const confidence = confidenceInWords(score)
  const where = placeLine({ incident, camera, region })
  return {
    text: {
      ko: lines(
        virtual && '[가상 카메라] 컴퓨터로 만든 장면이며 실제 상황이 아닙니다.',
        `[자동 감지] ${headlines[label].ko}`,
        where.ko,
        `시각: ${koreanTime(openedAt).ko}`,
        `확신도: ${confidence.ko}`,
        virtual ? `실제 상황이라면 ${advice.ko}` : advice.ko,
        `지도: ${mapLink(place)}`,
      ),
      en: lines(
        virtual && '[Virtual camera] A rendered scene, not a real event.',
        `[Automatic detection] ${headlines[label].en}`,
        where.en,
        `When: ${koreanTime(openedAt).en}`,
        `Confidence: ${confidence.en}`,
        virtual ? `If this were real: ${advice.en}` : capitalised(advice.en),
        `Map: ${mapLink(place)}`,
      ),
    },
    alt: {
      ko: words(
        `${virtual ? '가상 카메라' : '카메라'} ‘${camera.ko}’의 사진.`,
        scene.ko,
        mosaicked && '얼굴과 차량 번호판은 모자이크 처리했습니다.',
      ),
      en: words(
        `Photo of the ${virtual ? 'virtual camera' : 'camera'} “${camera.en}”.`,
        scene.en,
        mosaicked && 'Faces and number plates are pixelated.',
      ),
    },
  }
}

export interface PostFacts {
  readonly incident: Incident
  /** Titles of the camera and of its region. */
  readonly camera: Title
  readonly region: Title
  readonly look?: Look | undefined
  /** What the picture shows, in place of what was measured. */
  readonly scene?: Title | undefined
  /** The photo has faces pixelated, and the alt text says so. */
  readonly mosaicked: boolean
}

/** Where, in words and degrees. */
export function placeLine({
  incident,
  camera,
  region,
}: Pick<PostFacts, 'incident' | 'camera' | 'region'>): Title {
  const at = coordinates(incident.place)
  return {
    ko: `장소: ${region.ko} ${camera.ko} (${at})`,
    en: `Where: ${camera.en}, ${region.en} (${at})`,
  }
}

/** The place on OpenStreetMap, with a marker. */
export function mapLink(place: Place): string {
  const latitude = degrees(place.latitude)
  const longitude = degrees(place.longitude)
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`
}

const headlines: Record<IncidentLabel, Title> = {
  accident: { ko: '교통사고가 난 것으로 보입니다.', en: 'Possible traffic accident.' },
  fire: { ko: '불이 난 것으로 보입니다.', en: 'Possible fire.' },
  gun: { ko: '총으로 보이는 물체가 감지되었습니다.', en: 'Possible gun.' },
  knife: { ko: '칼로 보이는 물체가 감지되었습니다.', en: 'Possible knife.' },
}

const advices: Record<IncidentLabel, Title> = {
  accident: {
    ko: '근처를 지날 때 속도를 줄이고, 다친 사람이 보이면 119에 신고하세요.',
    en: 'slow down nearby, and call 119 if somebody is hurt.',
  },
  fire: {
    ko: '가까이 가지 말고, 불이나 연기가 보이면 119에 신고하세요.',
    en: 'keep away, and call 119 if you see fire or smoke.',
  },
  gun: {
    ko: '가까이 가지 말고 안전한 곳에서 112에 신고하세요.',
    en: 'keep away, and call 112 from a safe place.',
  },
  knife: {
    ko: '가까이 가지 말고 안전한 곳에서 112에 신고하세요.',
    en: 'keep away, and call 112 from a safe place.',
  },
}

const koreanClock = { timeZone: 'Asia/Seoul' } as const
const inKorean = new Intl.DateTimeFormat('ko-KR', { ...koreanClock, dateStyle: 'long', timeStyle: 'short' })
const inEnglish = new Intl.DateTimeFormat('en-GB', { ...koreanClock, dateStyle: 'long', timeStyle: 'short' })

export function koreanTime(at: number): Title {
  return { ko: `${inKorean.format(at)} (한국 시각)`, en: `${inEnglish.format(at)} (Korean time)` }
}

function coordinates(place: Place): string {
  return `${degrees(place.latitude)}, ${degrees(place.longitude)}`
}

/** About a metre is as exact as a camera's place can be. */
function degrees(value: number): number {
  return Number(value.toFixed(5))
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

export function lines(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join('\n')
}

function words(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join(' ')
}
