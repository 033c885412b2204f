import type { Language } from '../../words.ts'

interface TourWords {
  readonly heading: string
  readonly steps: readonly { readonly title: string; readonly text: string }[]
  readonly of: (step: number, all: number) => string
  readonly next: string
  readonly skip: string
  readonly done: string
  readonly stage: string
}

export const tourWords: Readonly<Record<Language, TourWords>> = {
  ko: {
    heading: '처음 오셨나요?',
    steps: [
      {
        title: '조용하면 평온한 것입니다',
        text: '봉우리는 지역입니다. 함수가 깨어나면 그 봉우리에 불이 켜지고, 일이 끝나면 꺼집니다. 테두리 안의 문장이 지금 상황입니다.',
      },
      {
        title: '일이 생기면 여기에 나타납니다',
        text: '사건마다 사진, 조치, 그리고 카메라에서 조치까지 걸린 시간이 있습니다. 무기가 보이는 게시물은 「승인」에서 사람을 기다립니다.',
      },
      {
        title: '직접 일으켜 보세요',
        text: '「연출」에서 사고나 불을 내면, 도시가 그것을 알아채고 조치하기까지를 단계마다 볼 수 있습니다.',
      },
    ],
    of: (step, all) => `${all}단계 중 ${step}`,
    next: '다음',
    skip: '건너뛰기',
    done: '닫기',
    stage: '연출 열기',
  },
  en: {
    heading: 'Here for the first time?',
    steps: [
      {
        title: 'A calm screen says that all is well',
        text: 'Each summit is a region. Its fire is lit while a function is awake there, and goes out when the work is done. The framed sentence says how things are.',
      },
      {
        title: 'What happens appears here',
        text: 'Each incident has its picture, what was done, and how long each step from the camera took. Posts about weapons wait for a person under Review.',
      },
      {
        title: 'Make something happen',
        text: 'Under Stage you cause an accident or a fire and watch, step by step, how the city notices it and acts.',
      },
    ],
    of: (step, all) => `${step} of ${all}`,
    next: 'Next',
    skip: 'Skip',
    done: 'Close',
    stage: 'Open the stage',
  },
}
