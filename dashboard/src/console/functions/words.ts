import type { Language } from '../../words.ts'

interface FunctionWords {
  readonly choose: string
  readonly facts: string
  readonly waiting: string
  readonly inWork: string
  readonly done: string
  readonly errors: string
  readonly retries: string
  readonly dropped: string
  readonly started: string
  readonly duration: string
  readonly queueWait: string
  readonly notYet: string
  readonly wakes: string
  readonly instances: string
  readonly noInstance: string
  readonly scale: (least: number, most: number, cooldown: number) => string
  readonly dead: string
  readonly noDead: string
  readonly attempts: (count: number) => string
  readonly event: string
  readonly replay: string
  readonly replayOf: (id: string) => string
  readonly logs: string
  readonly noLogs: string
  readonly following: string
  readonly broken: string
  readonly invoke: string
  readonly invokeHint: string
  readonly type: string
  readonly data: string
  readonly send: string
  readonly sending: string
  readonly answer: (status: number, lasting: string) => string
  readonly notJson: string
  readonly deploy: string
  readonly deployOf: (name: string) => string
  readonly deployed: string
  readonly unchanged: string
  readonly hold: {
    /** Nobody holds it. */
    readonly free: string
    readonly paused: string
    readonly heldAt: (replicas: number) => string
    readonly since: (clock: string, by: string) => string
    readonly where: string
    readonly everywhere: string
    readonly count: string
    readonly scale: string
    readonly pause: string
    readonly resume: string
  }
}

export const functionWords: Readonly<Record<Language, FunctionWords>> = {
  ko: {
    choose: '함수 고르기',
    facts: '도시를 켠 뒤',
    waiting: '대기',
    inWork: '처리 중',
    done: '호출',
    errors: '오류',
    retries: '재시도',
    dropped: '버림',
    started: '깨운 횟수',
    duration: '처리 시간',
    queueWait: '대기열에서 기다린 시간',
    notYet: '아직 없음',
    wakes: '깨우는 것',
    instances: '깨어 있는 인스턴스',
    noInstance: '하나도 없습니다. 이벤트가 오면 깨어납니다.',
    scale: (least, most, cooldown) => `최소 ${least}개, 최대 ${most}개, ${cooldown}초 쉬면 잠듦`,
    dead: '처리하지 못한 이벤트',
    noDead: '없습니다. 몇 번을 다시 해도 실패한 이벤트가 여기에 남습니다.',
    attempts: (count) => `${count}번 시도`,
    event: '이벤트 보기',
    replay: '다시 처리',
    replayOf: (id) => `이벤트 ${id} 다시 처리`,
    logs: '로그',
    noLogs: '아직 남긴 말이 없습니다.',
    following: '이어 보는 중',
    broken: '끊겨서 다시 잇는 중',
    invoke: '시험 삼아 부르기',
    invokeHint: '진짜 함수가 깨어나 처리합니다. 결과가 남을 수 있습니다.',
    type: '이벤트 종류',
    data: '내용(JSON)',
    send: '부르기',
    sending: '기다리는 중 …',
    answer: (status, lasting) => `응답 ${status}, ${lasting}`,
    notJson: '내용이 JSON이 아닙니다.',
    deploy: '다시 배포',
    deployOf: (name) => `다시 배포: 폴더에 있는 ${name}`,
    deployed: '새 코드로 바꿨습니다.',
    unchanged: '바뀐 것이 없습니다.',
    hold: {
      free: '이벤트에 따라 저절로 늘고 줍니다.',
      paused: '멈춤',
      heldAt: (replicas) => `${replicas}개로 고정`,
      since: (clock, by) => (by === '' ? `${clock}부터` : `${clock}부터, ${by}`),
      where: '지역',
      everywhere: '모든 지역',
      count: '지역마다 인스턴스',
      scale: '이 수로 고정',
      pause: '멈추기',
      resume: '저절로 두기',
    },
  },
  en: {
    choose: 'Choose a function',
    facts: 'Since the city was started',
    waiting: 'waiting',
    inWork: 'in work',
    done: 'invocations',
    errors: 'errors',
    retries: 'retries',
    dropped: 'dropped',
    started: 'starts',
    duration: 'time to handle',
    queueWait: 'time in the queue',
    notYet: 'none yet',
    wakes: 'woken by',
    instances: 'Instances awake',
    noInstance: 'None. The next event wakes one.',
    scale: (least, most, cooldown) => `${least} to ${most}, asleep after ${cooldown} s of rest`,
    dead: 'Dead letters',
    noDead: 'None. An event that fails however often it is tried stays here.',
    attempts: (count) => (count === 1 ? 'tried once' : `tried ${count} times`),
    event: 'the event',
    replay: 'Replay',
    replayOf: (id) => `Replay event ${id}`,
    logs: 'Log',
    noLogs: 'It has said nothing yet.',
    following: 'following',
    broken: 'broken off, trying again',
    invoke: 'Invoke with a test event',
    invokeHint: 'The real function wakes and handles it, and what it does stays done.',
    type: 'Event type',
    data: 'Data (JSON)',
    send: 'Invoke',
    sending: 'waiting …',
    answer: (status, lasting) => `Answer ${status} after ${lasting}`,
    notJson: 'The data is no JSON.',
    deploy: 'Deploy again',
    deployOf: (name) => `Deploy again, ${name} from its folder`,
    deployed: 'What its folder holds now runs.',
    unchanged: 'Its folder has not changed.',
    hold: {
      free: 'It grows and shrinks by itself, with its events.',
      paused: 'Paused',
      heldAt: (replicas) => `Held at ${replicas}`,
      since: (clock, by) => (by === '' ? `since ${clock}` : `since ${clock}, by ${by}`),
      where: 'Region',
      everywhere: 'all regions',
      count: 'Instances in each',
      scale: 'Hold at this',
      pause: 'Pause',
      resume: 'Resume',
    },
  },
}
