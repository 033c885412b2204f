import type { Language } from '../../words.ts'

interface ReviewWords {
  readonly heading: string
  readonly waiting: (count: number) => string
  readonly why: string
  readonly none: string
  readonly before: string
  readonly showBefore: string
  readonly hideBefore: string
  readonly noBefore: string
  readonly decided: string
  readonly noneDecided: string
}

export const reviewWords: Readonly<Record<Language, ReviewWords>> = {
  ko: {
    heading: '승인을 기다리는 게시물',
    waiting: (count) => `${count}건`,
    why: '무기가 보이는 게시물은 사람이 승인해야 나갑니다. 오래 기다린 것이 위에 있습니다.',
    none: '기다리는 게시물이 없습니다. 카메라에 무기가 보이면 게시하기 전에 여기에서 묻습니다.',
    before: '가리기 전 사진. 여기에서만 보입니다.',
    showBefore: '가리기 전 사진과 견주기',
    hideBefore: '가리기 전 사진 닫기',
    noBefore: '가리기 전 사진이 남아 있지 않습니다.',
    decided: '최근에 결정한 것',
    noneDecided: '아직 없습니다.',
  },
  en: {
    heading: 'Posts that wait for you',
    waiting: (count) => `${count} waiting`,
    why: 'A post about a weapon goes out only when a person approves it. Who has waited longest is first.',
    none: 'Nothing waits. When a camera sees a weapon, you are asked here before anything is published.',
    before: 'Before the mosaic. Shown nowhere but here.',
    showBefore: 'Compare with the picture before the mosaic',
    hideBefore: 'Close the picture before the mosaic',
    noBefore: 'The picture before the mosaic is no longer there.',
    decided: 'Decided lately',
    noneDecided: 'None yet.',
  },
}
