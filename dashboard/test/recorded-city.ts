/** One moment of a small city, in the shapes of `docs/api.md`: a fire is open, a post waits, the detector is awake. */

const now = Date.now()
const at = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString()

const seoul = {
  name: 'seoul',
  title: { ko: '서울', en: 'Seoul' },
  place: { latitude: 37.57, longitude: 126.98 },
  core: true,
  state: 'alive',
  servedBy: 'seoul',
  rank: 0,
}

const daejeon = {
  name: 'daejeon',
  title: { ko: '대전', en: 'Daejeon' },
  place: { latitude: 36.35, longitude: 127.38 },
  core: false,
  state: 'alive',
  servedBy: 'daejeon',
  rank: 1,
}

const regions = [seoul, daejeon]

const gunDetection = { label: 'gun', score: 0.66, box: { x: 300, y: 160, width: 40, height: 30 } }
const fireDetection = { label: 'fire', score: 0.88, box: { x: 260, y: 130, width: 120, height: 90 } }

export const recorded = {
  city: {
    name: 'Bonghwa',
    map: { style: null, attribution: '' },
    regions,
    reviews: 'ask',
    version: '0.1.0',
  },
  regions,
  nodes: [node('seoul-1', 'seoul', 2), node('daejeon-1', 'daejeon', 0)],
  functions: [
    functionState('detect', 'dev.bonghwa.frame.moved', 2),
    functionState('verify', 'dev.bonghwa.detection.suspected', 0),
    functionState('post-fire', 'dev.bonghwa.incident.opened', 0),
    functionState('post-threat', 'dev.bonghwa.incident.opened', 0, {
      replicas: 0,
      by: 'kim',
      since: at(300),
    }),
  ],
  history: [
    { at: at(600), function: 'detect', replicas: 0, messagesReady: 0 },
    { at: at(70), function: 'detect', replicas: 2, messagesReady: 4 },
    { at: at(600), function: 'post-fire', replicas: 0, messagesReady: 0 },
  ],
  cameras: [
    camera('daejeon-dunsan', { ko: '둔산로', en: 'Dunsan-ro' }, 'daejeon', 36.3517, 127.3785, [
      fireDetection,
    ]),
    camera(
      'seoul-yeouido',
      { ko: '여의도 한강공원', en: 'Yeouido Hangang Park' },
      'seoul',
      37.5284,
      126.9327,
      [gunDetection],
    ),
  ],
  incidents: [
    incident(
      'fire',
      'open',
      'daejeon-dunsan',
      'daejeon',
      { ko: '둔산로', en: 'Dunsan-ro' },
      65,
      fireDetection,
    ),
    incident(
      'gun',
      'closed',
      'seoul-yeouido',
      'seoul',
      { ko: '여의도 한강공원', en: 'Yeouido Hangang Park' },
      1900,
      gunDetection,
    ),
  ],
  deliveries: [
    {
      id: 'gun.0/control-room',
      channel: 'control-room',
      part: 'post',
      state: 'due',
      attempts: 3,
      url: null,
      problem: 'the connection failed (ECONNREFUSED)',
    },
    {
      id: 'gun.0/bluesky',
      channel: 'bluesky',
      part: 'post',
      state: 'delivered',
      attempts: 1,
      url: 'https://bsky.example/post/1',
      problem: null,
    },
  ],
  points: Array.from({ length: 500 }, (_, index) => ({
    type: 'Feature',
    geometry: {
      type: 'Point',
      coordinates: [126.9 + (index % 25) / 100, 37.4 + Math.floor(index / 25) / 100],
    },
    properties: { id: `past-${index}`, label: 'fire', state: 'closed', openedAt: now - index * 60_000 },
  })),
  posts: [
    {
      id: 'post-gun',
      incident: 'gun',
      channel: 'city',
      label: 'gun',
      region: 'seoul',
      status: 'waiting',
      text: { ko: '여의도 한강공원을 피해 주세요.', en: 'Avoid Yeouido Hangang Park.' },
      image: null,
      mosaicked: false,
      alt: { ko: '화면 오른쪽에 총으로 보이는 물체', en: 'A possible gun on the right' },
      place: { latitude: 37.5284, longitude: 126.9327 },
      cameraTitle: { ko: '여의도 한강공원', en: 'Yeouido Hangang Park' },
      postedAt: at(1890),
      virtual: true,
      note: 'The mosaic could not be verified.',
      expiresAt: at(-3600),
      edited: false,
      refusal: null,
    },
  ],
  segments: [
    { name: 'gate', start: at(66), duration: 4 },
    { name: 'queue', start: at(65.996), duration: 9, function: 'detect' },
  ],
  deadLetters: [
    {
      id: 'fn.post-fire.seoul:7',
      queue: 'fn.post-fire.seoul',
      function: 'post-fire',
      region: 'seoul',
      reason: 'The handler of "post-fire" failed: no network.',
      attempts: 5,
      deadAt: at(200),
      event: { id: 'inc.1', type: 'dev.bonghwa.incident.opened' },
    },
  ],
  log: { at: at(199), instance: 'post-fire-1', stream: 'stderr', line: 'Error: no network' },
  metrics: `process_start_time_seconds ${now / 1000 - 3600}
bonghwa_event_retries_total{faas_name="post-fire",region="seoul"} 4
faas_invoke_duration_seconds_bucket{le="0.1",faas_name="post-fire",region="seoul"} 10
faas_invoke_duration_seconds_bucket{le="+Inf",faas_name="post-fire",region="seoul"} 10
`,
  /** Stands for every photograph. */
  picture:
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#456"/></svg>',
} as const

interface Title {
  ko: string
  en: string
}

function node(name: string, region: string, instances: number) {
  return {
    name,
    region,
    state: 'alive',
    heartbeatAt: at(1),
    simulated: true,
    instances,
    standby: 2,
    sources: [`watch-${region}`],
  }
}

function functionState(name: string, type: string, replicas: number, hold: object | null = null) {
  return {
    name,
    on: [{ type }],
    replicas,
    minReplicaCount: 0,
    maxReplicaCount: 10,
    cooldownPeriod: 15,
    dropped: 0,
    invocations: 12,
    errors: 0,
    instanceSeconds: 60,
    messagesReady: 0,
    messagesUnacknowledged: replicas,
    deadLetters: 0,
    coldStarts: {},
    lastActiveAt: null,
    problem: null,
    lanes: [{ name: `fn.${name}.seoul`, region: 'seoul', runsIn: 'seoul', replicas, hold }],
    instances: Array.from({ length: replicas }, (_, index) => ({
      id: `${name}-${index}`,
      region: 'seoul',
      node: 'seoul-1',
      tier: 'stand-by',
      state: 'ready',
      inFlight: 1,
      startedAt: at(70),
    })),
  }
}

function camera(
  id: string,
  title: Title,
  region: string,
  latitude: number,
  longitude: number,
  detections: object[],
) {
  return {
    id,
    title,
    region,
    place: { latitude, longitude },
    heading: 20,
    fieldOfView: 70,
    virtual: true,
    push: null,
    state: 'watching',
    error: null,
    nextSceneAt: null,
    moving: true,
    framesSeen: 120,
    framesSent: 31,
    framesDropped: 0,
    fps: 4,
    decoding: { mode: 'key-frames', keyFrameMs: 1000 },
    lastFrameAt: at(3),
    masks: [],
    zones: [
      [
        [0.1, 0.4],
        [0.9, 0.4],
        [0.9, 0.95],
      ],
    ],
    frame: { width: 640, height: 360, capturedAt: at(3), detections },
  }
}

function incident(
  id: string,
  state: 'open' | 'closed',
  cameraId: string,
  region: string,
  cameraTitle: Title,
  secondsAgo: number,
  detection: { label: string; score: number; box: object },
) {
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: region === 'seoul' ? [126.9327, 37.5284] : [127.3785, 36.3517] },
    properties: {
      id,
      label: detection.label,
      state,
      camera: cameraId,
      cameraTitle,
      region,
      openedAt: at(secondsAgo),
      updatedAt: at(secondsAgo - 5),
      closedAt: state === 'closed' ? at(secondsAgo - 60) : null,
      score: detection.score,
      frames: 9,
      virtual: true,
      box: detection.box,
      width: 640,
      height: 360,
      detections: [detection],
      evidence: `/api/evidence/${id}.jpg`,
      traceId: id,
      outcomes: [],
    },
  }
}
