import type { Delivery } from '../../api.ts'
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
  readonly description: string
  readonly text: string
  readonly languages: Readonly<Record<Language, string>>
  readonly expires: (at: string, left: string) => string
  readonly expired: string
  readonly edit: string
  readonly approveEdited: string
  readonly refuse: string
  readonly refuseNow: string
  readonly reason: string
  readonly reasons: readonly string[]
  readonly refusedFor: (reason: string) => string
  readonly wasExpired: string
  readonly wasEdited: string
  readonly whereItWent: string
  readonly nowhereElse: string
  readonly parts: Readonly<Record<Delivery['part'], string>>
  readonly deliveryStates: Readonly<Record<Delivery['state'], string>>
  readonly callMe: string
  readonly callNoMore: string
  readonly called: string
  readonly callRefused: string
  readonly callFailed: string
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
    description: '사진 설명',
    text: '게시 글',
    languages: { ko: '한국어', en: '영어' },
    expires: (at, left) => `${at}까지 결정하지 않으면 거절됩니다(${left} 남음).`,
    expired: '기다릴 수 있는 시간이 지나 더는 승인할 수 없습니다.',
    edit: '글 고치기',
    approveEdited: '고친 글로 승인',
    refuse: '거절…',
    refuseNow: '거절',
    reason: '거절하는 까닭(게시되지 않습니다)',
    reasons: ['무기가 아닙니다', '사람을 알아볼 수 있습니다', '설명이 사실과 다릅니다', '이미 끝난 일입니다'],
    refusedFor: (reason) => `까닭: ${reason}`,
    wasExpired: '제때 결정한 사람이 없어 거절되었습니다.',
    wasEdited: '승인한 사람이 글을 고쳤습니다.',
    whereItWent: '보낸 곳',
    nowhereElse: '도시 소식에만 실렸습니다.',
    parts: {
      post: '게시 글',
      grown: '커졌다는 소식',
      closed: '끝났다는 소식',
      reopened: '다시 보인다는 소식',
    },
    deliveryStates: {
      due: '보내는 중',
      delivered: '보냄',
      refused: '받지 않음',
      expired: '늦어서 보내지 않음',
    },
    callMe: '기다리는 글이 생기면 알림 받기',
    callNoMore: '알림 그만 받기',
    called: '이 화면을 닫아도 이 브라우저로 알려 드립니다.',
    callRefused: '브라우저가 알림을 막고 있습니다. 주소창의 사이트 설정에서 알림을 허용해 주세요.',
    callFailed: '알림을 켜지 못했습니다. HTTPS로 열었는지, 네트워크가 되는지 확인해 주세요.',
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
    description: 'Description of the photo',
    text: 'Post',
    languages: { ko: 'Korean', en: 'English' },
    expires: (at, left) => `Refused by itself at ${at} unless somebody decides (${left} left).`,
    expired: 'It has waited too long and can no longer be approved.',
    edit: 'Change the words',
    approveEdited: 'Approve with these words',
    refuse: 'Refuse…',
    refuseNow: 'Refuse',
    reason: 'Why it is refused (never published)',
    reasons: [
      'It is no weapon',
      'Somebody can be recognised',
      'The description is wrong',
      'It is over already',
    ],
    refusedFor: (reason) => `Reason: ${reason}`,
    wasExpired: 'Nobody decided in time, so it was refused.',
    wasEdited: 'The reviewer changed its words.',
    whereItWent: 'Where it went',
    nowhereElse: 'It is on the city feed alone.',
    parts: {
      post: 'post',
      grown: 'that it grew',
      closed: 'that it is over',
      reopened: 'that it is seen again',
    },
    deliveryStates: {
      due: 'on its way',
      delivered: 'delivered',
      refused: 'refused there',
      expired: 'too late, not sent',
    },
    callMe: 'Call me when a post waits',
    callNoMore: 'Call me no more',
    called: 'This browser tells you, also while the console is closed.',
    callRefused: 'The browser blocks notifications. Allow them in the settings of this site.',
    callFailed: 'You cannot be called: see that this page was opened over HTTPS and that there is a network.',
  },
}
