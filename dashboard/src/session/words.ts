import type { Language } from '../words.ts'
import type { Holder } from './session.svelte.ts'

export interface SessionWords {
  readonly title: string
  readonly why: string
  readonly token: string
  readonly enter: string
  readonly or: string
  readonly where: string
  readonly signOut: string
  readonly refused: string
  readonly noRole: string
  readonly failed: string
  readonly role: Readonly<Record<Holder['role'], string>>
}

export const sessionWords: Record<Language, SessionWords> = {
  ko: {
    title: '누구신가요?',
    why: '이 도시는 아는 사람에게만 화면을 보여 줍니다.',
    token: '토큰',
    enter: '들어가기',
    or: '또는',
    where: '토큰은 도시를 운영하는 사람이 bonghwa token create 명령으로 만들어 드립니다.',
    signOut: '나가기',
    refused: '맞지 않거나 더는 쓸 수 없는 토큰입니다.',
    noRole: '누구신지는 확인했지만 이 도시에서 맡은 역할이 없습니다.',
    failed: '로그인하지 못했습니다. 다시 해 보세요.',
    role: { viewer: '보기', reviewer: '검토', publisher: '보내기', operator: '운영' },
  },
  en: {
    title: 'Who are you?',
    why: 'This city shows itself only to people it knows.',
    token: 'Token',
    enter: 'Sign in',
    or: 'or',
    where: 'Whoever runs the city makes you a token with bonghwa token create.',
    signOut: 'Sign out',
    refused: 'This token is not valid, or not any more.',
    noRole: 'You are known, but have no role in this city.',
    failed: 'That sign-in did not succeed. Try again.',
    role: { viewer: 'viewer', reviewer: 'reviewer', publisher: 'publisher', operator: 'operator' },
  },
}
