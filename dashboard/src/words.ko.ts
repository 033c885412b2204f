import { josa } from './josa.ts'
import type { Words } from './words.ts'

const labels: Record<string, string> = {
  accident: '교통사고',
  fire: '화재',
  gun: '총기',
  knife: '흉기',
  vehicle: '차량',
  person: '사람',
  'two-wheeler': '이륜차',
  face: '얼굴',
}

const sightings: Record<string, string> = {
  accident: '교통사고가 났습니다',
  fire: '불이 났습니다',
  gun: '총기로 보이는 물체가 보입니다',
  knife: '흉기로 보이는 물체가 보입니다',
}

const tiers: Record<string, string> = {
  running: '깨어 있던 것',
  frozen: '얼려 둔 것을 녹임',
  'stand-by': '대기하던 것을 깨움',
  cold: '처음부터 켬',
}

const segments: Record<string, string> = {
  captured: '카메라에서 화면 받기',
  decoded: '화면 풀어 읽기',
  gated: '움직임 감지',
  packed: '화면 담기',
  queued: '대기열에서 기다림',
  woken: '함수 깨우기',
  handled: '함수 실행',
  unpacked: '화면 풀기',
  inferred: '화면 판독',
  confirmed: '사건 확정과 기록',
  published: '사건 알리기',
  mosaicked: '얼굴 가리기',
  posted: '지도나 글로 알리기',
}

export const ko: Words = {
  language: 'ko',
  title: '봉화',
  subtitle: '도시 안전 상황판',
  skip: '사건 목록으로 건너뛰기',
  otherLanguage: 'English',
  toLight: '밝게',
  toDark: '어둡게',
  connecting: '도시를 살피는 중입니다 …',
  offline: (clock, lasting) =>
    `${clock}부터 ${lasting}째 도시와 연결이 끊겨 마지막 화면을 보여 드립니다. 다시 연결하고 있습니다. 계속되면 도시가 실행 중인지 확인하세요: npm start`,

  quiet: '평온합니다.',
  incidentsUnknown: '진행 중인 사건이 있는지 아직 알 수 없습니다.',
  awakeOf: (awake, total) =>
    awake === 0 ? `함수 ${total}개 모두 잠들어 있습니다.` : `함수 ${total}개 중 ${awake}개가 깨어 있습니다.`,
  openIncident: (label, where, region, since, lasting) =>
    `${region} ${where}에서 ${sightings[label] ?? `${josa(labels[label] ?? label, '이', '가')} 일어났습니다`}. ${lasting === undefined ? `${since}부터입니다` : `${since}부터 ${lasting}째입니다`}.`,
  moreOpen: (more) => `그 밖에 ${more}건이 진행 중입니다.`,
  standsIn: (dead, servedBy) =>
    `${josa(dead, '이', '가')} 응답하지 않아 ${josa(servedBy, '이', '가')} 대신 맡고 있습니다.`,
  silent: (dead) => `${josa(dead, '이', '가')} 응답하지 않으며, 아직 대신 맡은 곳이 없습니다.`,
  summitAwake: (instances) => `${instances}개 깨어 있음`,
  summitAsleep: '잠듦',
  summitDead: (servedBy) => `응답 없음 · ${josa(servedBy, '이', '가')} 대신`,
  summitSilent: '응답 없음',
  ridge: '봉우리는 지역, 불은 함수가 깨어 있는 곳',

  views: { heading: '화면', now: '현황', stage: '연출' },
  label: (label) => labels[label] ?? label,
  seconds: (n) => `${n}초`,
  minutes: (n) => `${n}분`,
  hours: (hours, minutes) => (minutes === 0 ? `${hours}시간` : `${hours}시간 ${minutes}분`),
  ago: (lasting) => `${lasting} 전`,

  map: {
    heading: '지도',
    all: '전체',
    zoomHint: 'Ctrl(또는 ⌘)을 누른 채 스크롤하면 지도가 확대됩니다',
    touchHint: '두 손가락으로 지도를 움직이세요',
    camera: (title) => `카메라: ${title}`,
    fallback: '상세 지도를 불러오지 못해 기본 지도를 보여 드립니다.',
    impossible:
      '이 브라우저에서는 지도를 그릴 수 없습니다(WebGL 없음). 하드웨어 가속을 켜 주세요. 같은 내용은 옆의 목록에 모두 있습니다.',
    pin: (what, where, state) => `${what}, ${where}, ${state}`,
    several: (n) => `${n}번`,
    key: { camera: '카메라와 시야', weapon: '무기', closed: '테두리만: 끝남' },
  },

  functions: {
    heading: '함수',
    empty: '배포된 함수가 없습니다. npm start로 도시를 켜거나 npx bonghwa up으로 배포하세요.',
    asleep: '잠듦',
    awake: '깨어 있음',
    now: '지금',
    count: (n) => `${n}개`,
    waiting: (n) => `대기 ${n}건`,
    inFlight: (n) => `처리 중 ${n}건`,
    deadLetters: (n) => `처리 실패 ${n}건`,
    slept: (percent) => `최근 10분의 ${percent}%를 잠들어 있었습니다`,
    movement: '움직임',
    movingCameras: (n) => `카메라 ${n}대`,
    tier: (tier) => tiers[tier] ?? tier,
    start: (tier, clock) => `${clock} ${tiers[tier] ?? tier}`,
    key: { replicas: '인스턴스', waiting: '대기 메시지', incident: '사건 발생' },
    hint: '최근 10분',
  },

  incidents: {
    heading: '사건',
    openCount: (n) => `${n}건 진행 중`,
    empty: '아직 아무 일도 없었습니다. 카메라가 사고, 화재, 무기를 여러 장면에서 보면 여기에 나타납니다.',
    open: '진행 중',
    closed: '끝남',
    since: (clock, lasting) => `${clock}부터 ${lasting}째`,
    lasted: (clock, lasting) => `${clock}, ${lasting} 동안`,
    score: (percent) => `확신도 ${percent}%`,
    frames: (n) => `${n}장면`,
    evidence: (what, where) => `카메라에 잡힌 ${what}: ${where}`,
    withheld: '사람을 알아볼 수 있어 사진을 보이지 않습니다. 모자이크가 확인된 게시물이 아직 없습니다.',
    show: '자세히',
    hide: '접기',
    outcomes: '조치',
    noOutcome: '아직 조치가 없습니다.',
    pin: '운전자 지도에 표시',
    post: { published: '도시 소식에 게시', waiting: '게시 승인 대기', refused: '게시 거절' },
    trace: '움직임에서 조치까지',
    noTrace: '이 사건의 기록이 남아 있지 않습니다.',
    longest: (name, duration, share) => `가장 오래 걸린 것은 ${name}, ${duration}(${share}%)입니다.`,
    total: (duration) => `모두 ${duration} 걸렸습니다.`,
    segment: (name) => segments[name] ?? name,
    more: (n) => `이전 사건 ${n}건`,
  },

  feed: {
    heading: '도시 소식',
    empty: '아직 게시물이 없습니다. 시민이 알아야 할 사건이 생기면 여기에 올라옵니다.',
    waitingCount: (n) => `승인 대기 ${n}건`,
    waiting: '승인을 기다리는 글',
    refused: '거절됨',
    published: '게시됨',
    approve: '승인',
    refuse: '거절',
    mosaicked: '모자이크 처리',
    noPhoto: '사진 없음',
    noPhotoReason: '얼굴을 가렸다고 확인할 수 있는 사진이 없습니다.',
  },

  cameras: {
    heading: '카메라',
    empty: '연결된 카메라가 없습니다. npm start -- --footage 폴더 로 가진 영상을 쓸 수 있습니다.',
    noFrame: '아직 움직임이 없습니다',
    covered: '무기가 보여 가림',
    watchingOf: (watching, total) => `${total}대 중 ${watching}대 감시 중`,
    state: {
      starting: '켜는 중',
      watching: '감시 중',
      resting: '쉬는 중',
      ended: '영상 끝남',
      failed: '고장',
    },
    restingUntil: (clock) => `${clock}까지 쉼`,
    moving: '움직임 있음',
    still: '움직임 없음',
    sent: (sent, seen) => `${seen}장면 중 ${sent}장면 통과`,
    seenAt: (clock) => `${clock} 화면`,
    picture: (title) => `마지막으로 움직임이 있던 화면: ${title}`,
  },

  nodes: {
    heading: '지역과 노드',
    empty: '아직 보고한 노드가 없습니다.',
    alive: '정상',
    dead: '응답 없음',
    instances: (n) => `인스턴스 ${n}개`,
    standby: (n) => `대기 ${n}개`,
    kill: '끄기',
    start: '켜기',
    killOf: (node) => `노드 ${node} 끄기`,
    startOf: (node) => `노드 ${node} 켜기`,
    core: '중심',
    here: '제자리에서 처리',
    servedBy: (region) => `${region}에서 대신 처리`,
    lastHeard: (lasting) => `${lasting} 전 마지막 신호`,
    simulated: '모의 노드',
  },

  virtualCamera: '가상 카메라',
  failed: (message) => `처리하지 못했습니다. ${message}`,
}
