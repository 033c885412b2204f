import type { Language } from '../../words.ts'

interface IncidentsWords {
  readonly all: string
  readonly onlyOpen: string
  readonly labels: string
  readonly strip: string
  readonly none: string
  readonly choose: string
  readonly back: string
  readonly chronicle: string
  readonly opened: string
  readonly over: string
  readonly followUp: { readonly grown: string; readonly closed: string; readonly reopened: string }
  readonly delivery: (channel: string) => string
  readonly delivered: {
    readonly due: (attempts: number) => string
    readonly delivered: string
    readonly refused: string
    readonly expired: string
  }
  readonly read: string
  readonly gone: string
}

export const incidentsWords: Readonly<Record<Language, IncidentsWords>> = {
  ko: {
    all: '모두',
    onlyOpen: '진행 중',
    labels: '어떤 사건을 볼지',
    strip: '시간에 따른 사건',
    none: '이런 사건은 없습니다.',
    choose: '사건을 고르면 여기에 자세히 나옵니다.',
    back: '목록으로',
    chronicle: '일어난 일',
    opened: '사건 확정',
    over: '상황 종료',
    followUp: { grown: '커졌다고 알림', closed: '끝났다고 알림', reopened: '다시 시작됐다고 알림' },
    delivery: (channel) => `${channel}(으)로 보내기`,
    delivered: {
      due: (attempts) => (attempts === 0 ? '보내는 중' : `보내는 중, ${attempts}번 시도`),
      delivered: '전달됨',
      refused: '상대가 거절함',
      expired: '때를 놓쳐 그만둠',
    },
    read: '보기',
    gone: '이 사건은 최근 목록에 없습니다. 보관 기간이 지났거나 지워졌을 수 있습니다.',
  },
  en: {
    all: 'All',
    onlyOpen: 'Open',
    labels: 'Which incidents',
    strip: 'Incidents over time',
    none: 'No incident of this kind.',
    choose: 'Choose an incident to read it here.',
    back: 'To the list',
    chronicle: 'What happened',
    opened: 'Confirmed',
    over: 'Over',
    followUp: {
      grown: 'Told that it grew',
      closed: 'Told that it is over',
      reopened: 'Told that it began again',
    },
    delivery: (channel) => `Delivery to ${channel}`,
    delivered: {
      due: (attempts) => (attempts === 0 ? 'on its way' : `on its way, tried ${attempts} times`),
      delivered: 'delivered',
      refused: 'refused by the channel',
      expired: 'given up: no news any more',
    },
    read: 'read it there',
    gone: 'This incident is not among the latest: it may be too old to be kept, or was erased.',
  },
}
