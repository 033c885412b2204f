import type { Language } from '../words.ts'

/** Everything the drivers' page says, once per language; without a word of how the city works. */
export interface DriveWords {
  readonly title: string
  readonly otherLanguage: string
  readonly start: string
  readonly promise: string
  readonly privacy: string
  readonly push: Readonly<Record<'off' | 'asking' | 'on' | 'refused' | 'failed', string>>
  readonly pushArea: string
  readonly locating: string
  readonly denied: string
  readonly unavailable: string
  readonly connecting: string
  readonly silentSince: (clock: string) => string
  readonly quiet: string
  readonly label: Readonly<Record<'accident' | 'fire', string>>
  readonly direction: (degrees: number | undefined) => string
  readonly virtual: string
  readonly spoken: (label: 'accident' | 'fire', metres: number, place: string | undefined) => string
  readonly mute: string
  readonly unmute: string
  readonly mutedNow: string
  readonly detour: string
  readonly destinationHint: string
  readonly destination: string
  readonly close: string
  readonly navigator: Readonly<Record<'tmap' | 'kakao' | 'naver' | 'other', string>>
  readonly map: string
  readonly noMap: string
}

const ko: DriveWords = {
  title: '전방 알림',
  otherLanguage: 'English',
  start: '출발',
  promise: '가는 길 앞의 사고와 화재를 말로 알려 드립니다.',
  privacy: '내 위치는 이 기기를 떠나지 않습니다.',
  push: {
    off: '닫아 두어도 알림 받기',
    asking: '알림을 켜고 있습니다…',
    on: '알림 끄기',
    refused: '알림이 막혀 있습니다. 브라우저 설정에서 이 사이트의 알림을 허용해 주세요.',
    failed: '지금은 알림을 켤 수 없습니다. 잠시 뒤에 다시 눌러 주세요.',
  },
  pushArea: '알림을 켜면, 약 5km 크기의 구역만 알립니다.',
  locating: '위치를 찾고 있습니다…',
  denied: '위치를 볼 수 없습니다. 브라우저 설정에서 이 사이트에 위치를 허용한 뒤 다시 열어 주세요.',
  unavailable: '지금은 위치가 잡히지 않습니다. 하늘이 보이는 곳에서 다시 잡힙니다.',
  connecting: '도로 소식을 묻고 있습니다…',
  silentSince: (clock) => `${clock} 이후 새 소식을 받지 못했습니다. 앞을 잘 살피세요.`,
  quiet: '전방에 알려진 사고 없음',
  label: { accident: '사고', fire: '화재' },
  direction: (degrees) =>
    degrees === undefined ? '근처' : Math.abs(degrees) < 20 ? '정면' : degrees < 0 ? '왼쪽 앞' : '오른쪽 앞',
  virtual: '가상 카메라',
  spoken: (label, metres, place) =>
    `전방 ${metresInKorean(metres)}${place === undefined ? '' : `, ${place}`}. ${label === 'fire' ? '화재가' : '사고가'} 있습니다. 속도를 줄이세요.`,
  mute: '소리 끄기',
  unmute: '소리 켜기',
  mutedNow: '소리가 꺼져 있습니다',
  detour: '돌아가기',
  destinationHint: '지도에서 목적지를 길게 누르면, 내비게이션 앱이 사고를 피해 가는 길을 찾습니다.',
  destination: '목적지',
  close: '닫기',
  navigator: { tmap: 'T맵', kakao: '카카오맵', naver: '네이버 지도', other: '다른 앱' },
  map: '지도',
  noMap: '이 브라우저에서는 지도를 그릴 수 없습니다. 알림은 계속됩니다.',
}

const en: DriveWords = {
  title: 'Ahead of you',
  otherLanguage: '한국어',
  start: 'Drive',
  promise: 'Accidents and fires on your way, told out loud.',
  privacy: 'Where you are stays on this device.',
  push: {
    off: 'Warn me when this is closed',
    asking: 'Turning warnings on …',
    on: 'Stop warning me when closed',
    refused: 'Notifications are blocked. Allow them for this site in the browser’s settings.',
    failed: 'Warnings cannot be turned on right now. Try again in a moment.',
  },
  pushArea: 'When on, an area of about 5 km is told, and nothing finer.',
  locating: 'Finding where you are …',
  denied:
    'Your place cannot be seen. Allow this site to use it in the browser’s settings, then open it again.',
  unavailable: 'Your place is not known at the moment. It comes back where the sky is seen.',
  connecting: 'Asking for news of the roads …',
  silentSince: (clock) => `No news since ${clock}. Watch the road.`,
  quiet: 'Nothing known ahead',
  label: { accident: 'Accident', fire: 'Fire' },
  direction: (degrees) =>
    degrees === undefined
      ? 'near by'
      : Math.abs(degrees) < 20
        ? 'straight ahead'
        : degrees < 0
          ? 'ahead, left'
          : 'ahead, right',
  virtual: 'virtual camera',
  spoken: (label, metres, place) =>
    `${label === 'fire' ? 'Fire' : 'Accident'} ahead in ${metresInEnglish(metres)}${place === undefined ? '' : `, ${place}`}. Slow down.`,
  mute: 'Sound off',
  unmute: 'Sound on',
  mutedNow: 'The sound is off',
  detour: 'Drive around it',
  destinationHint: 'Press long on the map where you are going: your navigator then finds a way around.',
  destination: 'Destination',
  close: 'Close',
  navigator: { tmap: 'T map', kakao: 'KakaoMap', naver: 'NAVER Map', other: 'Another app' },
  map: 'Map',
  noMap: 'This browser cannot draw the map. You are warned all the same.',
}

const languages: Record<Language, DriveWords> = { ko, en }

export function driveWords(language: Language): DriveWords {
  return languages[language]
}

/** A distance as large figures: `480` and `m`, `1.2` and `km`. */
export function distanceShown(metres: number): { figure: string; unit: string } {
  if (metres >= 1000) return { figure: (metres / 1000).toFixed(1), unit: 'km' }
  return { figure: String(rounded(metres, 10)), unit: 'm' }
}

function metresInKorean(metres: number): string {
  return `${rounded(metres, metres > 300 ? 100 : 50)}미터`
}

function metresInEnglish(metres: number): string {
  return `${rounded(metres, metres > 300 ? 100 : 50)} metres`
}

function rounded(metres: number, to: number): number {
  return Math.max(to, Math.round(metres / to) * to)
}
