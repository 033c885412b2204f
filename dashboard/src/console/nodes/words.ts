import type { Language } from '../../words.ts'

interface NodesWords {
  readonly work: string
  readonly heartbeat: string
  readonly inWork: (n: number) => string
  readonly idle: string
  readonly none: string
  /** Nothing can run on a node that is dead. */
  readonly down: string
  readonly nobody: string
  /** How far this browser's clock is from the city's. */
  readonly skew: (lasting: string, ahead: boolean) => string
  readonly spill: (from: string, to: string, functions: number) => string
}

export const nodesWords: Readonly<Record<Language, NodesWords>> = {
  ko: {
    skew: (lasting, ahead) =>
      `이 브라우저의 시계가 도시의 시계보다 ${lasting} ${ahead ? '빠릅니다' : '느립니다'}. 여기의 시각은 도시의 시계를 따릅니다.`,
    work: '노드마다 하는 일',
    heartbeat: '심장 박동',
    inWork: (n) => `이벤트 ${n}개 처리 중`,
    idle: '쉬는 중',
    none: '함수가 모두 잠들어 있습니다.',
    down: '다시 켤 때까지 아무것도 돌지 않습니다.',
    nobody: '모든 지역이 제 일을 하고 있습니다. 노드를 끄면 일이 이웃으로 옮겨 가는 것이 지도에 그려집니다.',
    spill: (from, to, functions) =>
      `${from}의 일을 ${to}에서 대신합니다.${functions > 0 ? ` 지금 함수 ${functions}개가 그곳에서 돕니다.` : ''}`,
  },
  en: {
    skew: (lasting, ahead) =>
      `The clock of this browser is ${lasting} ${ahead ? 'ahead of' : 'behind'} the city's. How long ago something was is told by the city's.`,
    work: 'What each node does',
    heartbeat: 'heartbeat',
    inWork: (n) => (n === 1 ? '1 event in work' : `${n} events in work`),
    idle: 'idle',
    none: 'No function is awake.',
    down: 'Nothing runs here until it is started again.',
    nobody: 'Every region does its own work. Kill a node, and the map shows its work move to the neighbour.',
    spill: (from, to, functions) =>
      `${to} does the work of ${from}.${functions > 0 ? ` ${functions === 1 ? 'One function runs' : `${functions} functions run`} there now.` : ''}`,
  },
}
