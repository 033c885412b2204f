import type { Language } from '../../words.ts'

interface SavingsWords {
  readonly heading: string
  readonly since: (clock: string, lasting: string) => string
  readonly saved: (energy: string) => string
  readonly function: string
  readonly ran: string
  readonly alwaysOn: string
  readonly less: string
  readonly energy: string
  readonly how: string
  readonly formula: string
  readonly watts: string
  readonly note: string
}

export const savingsWords: Readonly<Record<Language, SavingsWords>> = {
  ko: {
    heading: '절감',
    since: (clock, lasting) => `${clock}에 도시를 켠 뒤 ${lasting}`,
    saved: (energy) => `덜 깨어 있었습니다. 줄인 전력은 약 ${energy}입니다.`,
    function: '함수',
    ran: '깨어 있던 시간',
    alwaysOn: '늘 켜 두었다면',
    less: '줄인 몫',
    energy: '줄인 전력(추정)',
    how: '어떻게 계산했나',
    formula:
      '줄인 전력(Wh) = (지역 수 × 지난 시간 − 인스턴스가 깨어 있던 시간의 합) × 인스턴스당 와트 ÷ 3600',
    watts: '인스턴스 하나가 쓰는 전력',
    note: '비교 대상은 지역마다 인스턴스 하나를 늘 켜 두는 것입니다. 인스턴스당 와트는 잰 값이 아니라 가정이니, 쓰는 기계에 맞게 고치세요. 늘 켜져 있는 카메라 감시, 얼려 두거나 대기하는 프로세스가 쓰는 전력은 세지 않았습니다.',
  },
  en: {
    heading: 'Savings',
    since: (clock, lasting) => `${lasting} since the city was started at ${clock}`,
    saved: (energy) => `less time awake, which is about ${energy}.`,
    function: 'function',
    ran: 'awake',
    alwaysOn: 'if always on',
    less: 'saved',
    energy: 'energy saved (estimate)',
    how: 'How it is computed',
    formula:
      'energy saved (Wh) = (regions × time passed − sum of instances’ time awake) × watts per instance ÷ 3600',
    watts: 'Power of one instance',
    note: 'Compared with one instance always on in each region. The watts of an instance are an assumption, not measured: give those of your machine. What the watch of the cameras uses, always on, and frozen or standing-by processes, is not counted.',
  },
}
