import type { Language } from '../../words.ts'
import type { Act } from './acts.ts'

interface StageWords {
  readonly heading: string
  readonly what: string
  readonly act: Readonly<Record<Act['name'], string>>
  readonly actIn: string
  readonly where: string
  readonly whereMap: string
  readonly pressed: string
  readonly onlyClip: string
  readonly end: string
  readonly empty: string
  readonly opening: string
  readonly noCamera: string
  readonly live: (perSecond: string) => string
  readonly slow: (perSecond: string, slowest: number) => string
  readonly clip: string
  readonly broken: (reason: string) => string
  readonly screen: string
  readonly chain: {
    readonly heading: string
    readonly after: (seconds: string) => string
    readonly waiting: string
    readonly sent: string
    readonly sentCount: (count: number) => string
    readonly playing: string
    readonly moved: string
    readonly detected: string
    readonly sees: (label: string, percent: number) => string
    readonly incident: string
    readonly woken: string
    readonly outcome: string
    readonly read: string
  }
}

export const stageWords: Readonly<Record<Language, StageWords>> = {
  ko: {
    heading: '연출 무대',
    what: '이 브라우저가 가상 거리를 그려 도시의 카메라 한 대로 보냅니다. 무엇이 일어나는지 끝까지 지켜보세요.',
    act: { accident: '교통사고', fire: '차량 화재', weapon: '총을 든 사람' },
    actIn: '일으키기',
    where: '장소',
    whereMap: '장소 고르기: 지도를 누르세요',
    pressed: '지도에서 누른 곳',
    onlyClip: '그리지 않고 녹화된 장면 쓰기',
    end: '끝내기',
    empty: '아직 아무것도 연출하지 않았습니다. 장소를 고르고, 일으킬 일을 누르세요.',
    opening: '거리를 짓고 있습니다. 첫 화면에는 몇 초가 걸릴 수 있습니다 …',
    noCamera: '사진을 받는 카메라가 없습니다. city.yaml에 source: { push: jpeg } 카메라를 넣으세요.',
    live: (perSecond) => `이 브라우저에서 그리는 중, 초당 ${perSecond}장`,
    slow: (perSecond, slowest) =>
      `이 브라우저는 초당 ${perSecond}장밖에 그리지 못해(최소 ${slowest}장), 같은 사건의 녹화된 장면을 대신 보여 드립니다.`,
    clip: '녹화된 장면을 쓰고 있습니다.',
    broken: (reason) => `도시가 사진을 받지 않습니다${reason ? ` (${reason})` : ''}. 다시 일으켜 주세요.`,
    screen: '연출 중인 가상 카메라의 화면',
    chain: {
      heading: '카메라에서 조치까지',
      after: (seconds) => `${seconds}초`,
      waiting: '기다리는 중',
      sent: '카메라로 보냄',
      sentCount: (count) => `사진 ${count}장`,
      playing: '녹화된 장면 재생',
      moved: '움직임을 알아챔',
      detected: '판독',
      sees: (label, percent) => `${label} ${percent}%`,
      incident: '사건으로 확정',
      woken: '함수가 깨어남',
      outcome: '조치',
      read: '사건 자세히 보기',
    },
  },
  en: {
    heading: 'Stage',
    what: 'This browser draws a virtual street and sends it as one of the city’s cameras. Watch what the city makes of it.',
    act: { accident: 'Accident', fire: 'Car fire', weapon: 'Armed person' },
    actIn: 'Stage',
    where: 'Place',
    whereMap: 'Choose the place: press the map',
    pressed: 'where you pressed the map',
    onlyClip: 'play the recorded clip, draw nothing',
    end: 'End',
    empty: 'Nothing is staged yet. Choose a place, then press what is to happen.',
    opening: 'Building the street. Its first picture may take some seconds …',
    noCamera: 'No camera takes pictures. Give city.yaml one with source: { push: jpeg }.',
    live: (perSecond) => `drawn in this browser, ${perSecond} pictures/s`,
    slow: (perSecond, slowest) =>
      `This browser draws only ${perSecond} pictures/s (at least ${slowest} are needed): the recorded clip of the same incident is played instead.`,
    clip: 'The recorded clip is played.',
    broken: (reason) => `The city takes no pictures${reason ? ` (${reason})` : ''}. Stage it again.`,
    screen: 'What the virtual camera shows',
    chain: {
      heading: 'From camera to outcome',
      after: (seconds) => `${seconds} s`,
      waiting: 'waiting',
      sent: 'Sent as a camera',
      sentCount: (count) => (count === 1 ? '1 picture' : `${count} pictures`),
      playing: 'recorded clip',
      moved: 'Movement noticed',
      detected: 'Detector sees it',
      sees: (label, percent) => `${label} ${percent} %`,
      incident: 'Incident opened',
      woken: 'Function woken',
      outcome: 'Outcome',
      read: 'Read the incident',
    },
  },
}
