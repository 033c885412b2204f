import type { Words } from './words.ts'

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`

const labels: Record<string, string> = {
  accident: 'Accident',
  fire: 'Fire',
  gun: 'Gun',
  knife: 'Knife',
  vehicle: 'Vehicle',
  person: 'Person',
  'two-wheeler': 'Two-wheeler',
  face: 'Face',
}

/** A weapon is only ever what a camera took for one. */
const sightings: Record<string, string> = { gun: 'Possible gun', knife: 'Possible knife' }

const tiers: Record<string, string> = {
  running: 'already running',
  frozen: 'thawed',
  'stand-by': 'from stand-by',
  cold: 'from nothing',
}

const segments: Record<string, string> = {
  captured: 'bringing the frame from the camera',
  decoded: 'reading it from the decoder',
  gated: 'noticing movement',
  packed: 'packing the frame',
  queued: 'waiting in the queue',
  woken: 'waking the function',
  handled: 'doing the work',
  unpacked: 'unpacking the frame',
  inferred: 'looking at the frame',
  confirmed: 'confirming and recording it',
  published: 'passing it on',
  mosaicked: 'hiding faces',
  posted: 'putting it out',
}

export const en: Words = {
  language: 'en',
  title: 'Bonghwa',
  subtitle: 'City safety console',
  skip: 'Skip to the incidents',
  otherLanguage: '한국어',
  toLight: 'Light',
  toDark: 'Dark',
  connecting: 'Looking out for the city …',
  offline: (clock, lasting) =>
    `The city has not been heard since ${clock} (${lasting}). This is the last picture; trying again. If it lasts, check that the city is running: npm start.`,

  quiet: 'All quiet.',
  incidentsUnknown: 'What is open cannot be told yet.',
  awakeOf: (awake, total) => `${awake} of ${total} functions awake.`,
  openIncident: (label, where, region, since, lasting) =>
    `${sightings[label] ?? labels[label] ?? label} at ${where}, ${region}, since ${since}${lasting === undefined ? '' : ` (${lasting})`}.`,
  moreOpen: (more) => `${count(more, 'more incident')} open.`,
  standsIn: (dead, servedBy) => `${dead} does not answer; ${servedBy} stands in for it.`,
  silent: (dead) => `${dead} does not answer, and no region stands in for it yet.`,
  summitAwake: (instances) => `${count(instances, 'instance')} awake`,
  summitAsleep: 'asleep',
  summitDead: (servedBy) => `dead · ${servedBy} stands in`,
  summitSilent: 'dead',
  ridge: 'Regions as summits; a fire burns where functions run',

  views: {
    heading: 'Views',
    now: 'Now',
    functions: 'Functions',
    review: 'Review',
    savings: 'Savings',
    stage: 'Stage',
  },
  label: (label) => labels[label] ?? label,
  seconds: (n) => `${n} s`,
  minutes: (n) => `${n} min`,
  hours: (hours, minutes) => (minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`),
  ago: (lasting) => `${lasting} ago`,

  map: {
    heading: 'Map',
    all: 'All',
    past: 'All there ever was',
    zoomHint: 'Hold Ctrl (or ⌘) and scroll to zoom the map',
    touchHint: 'Use two fingers to move the map',
    camera: (title) => `Camera: ${title}`,
    fallback: 'The detailed map cannot be loaded; this is the built-in one.',
    impossible:
      'This browser cannot draw the map (no WebGL). Switch on hardware acceleration, or read the lists beside it: they have everything.',
    pin: (what, where, state) => `${what}, ${where}, ${state}`,
    several: (n) => `${n} times`,
    key: { camera: 'camera and its view', weapon: 'Weapon', closed: 'outline: over' },
  },

  functions: {
    heading: 'Functions',
    empty: 'No function is deployed. Start the city with npm start, or deploy one with npx bonghwa up.',
    asleep: 'asleep',
    awake: 'awake',
    now: 'now',
    count: (n) => String(n),
    waiting: (n) => `${n} waiting`,
    inFlight: (n) => `${n} in work`,
    deadLetters: (n) => count(n, 'dead letter'),
    slept: (percent) => `slept ${percent} % of the last 10 minutes`,
    movement: 'movement',
    movingCameras: (n) => count(n, 'camera'),
    tier: (tier) => tiers[tier] ?? tier,
    start: (tier, clock) => `${clock} woken ${tiers[tier] ?? tier}`,
    key: { replicas: 'instances', waiting: 'messages waiting', incident: 'incident opened' },
    hint: 'last 10 minutes',
  },

  incidents: {
    heading: 'Incidents',
    openCount: (n) => `${n} open`,
    empty:
      'Nothing has happened yet. An incident appears when a camera sees an accident, a fire or a weapon in several frames.',
    open: 'open',
    closed: 'over',
    since: (clock, lasting) => `since ${clock}, ${lasting}`,
    lasted: (clock, lasting) => `${clock}, lasted ${lasting}`,
    score: (percent) => `${percent} % sure`,
    frames: (n) => count(n, 'frame'),
    evidence: (what, where) => `${what} as the camera saw it: ${where}`,
    withheld: 'No picture: people in it could be recognised, and no post with a verified mosaic exists yet.',
    show: 'Details',
    hide: 'Fold',
    outcomes: 'What was done',
    noOutcome: 'Nothing has been done yet.',
    pin: 'On the drivers’ map',
    post: {
      published: 'Posted to the city feed',
      waiting: 'Post waits for your approval',
      refused: 'Post refused',
    },
    trace: 'From movement to outcome',
    noTrace: 'No trace is kept of this incident.',
    longest: (name, duration, share) => `Most of it, ${duration} (${share} %), was ${name}.`,
    median: (duration) => `median ${duration} · `,
    usual: (duration, n) => `The median of the ${n === 1 ? 'one' : n} of its kind before is ${duration}.`,
    total: (duration) => `${duration} in all.`,
    segment: (name) => segments[name] ?? name,
    more: (n) => `${count(n, 'earlier incident')}`,
  },

  feed: {
    heading: 'City feed',
    empty: 'No posts yet. Each incident that concerns the public becomes one here.',
    waitingCount: (n) => `${n} to review`,
    waiting: 'waiting for your approval',
    refused: 'refused',
    published: 'published',
    approve: 'Approve',
    refuse: 'Refuse',
    mosaicked: 'mosaicked',
    noPhoto: 'Without a photo',
    noPhotoReason: undefined,
  },

  cameras: {
    heading: 'Cameras',
    empty: 'No camera is connected. Start the city with npm start -- --footage FOLDER to use your own clips.',
    noFrame: 'Nothing has moved yet',
    covered: 'covered: weapon in view',
    watchingOf: (watching, total) => `${watching} of ${total} watching`,
    state: {
      starting: 'starting',
      watching: 'watching',
      resting: 'resting',
      ended: 'footage ended',
      failed: 'failed',
    },
    restingUntil: (clock) => `resting until ${clock}`,
    moving: 'moving',
    still: 'still',
    sent: (sent, seen) => `${sent} of ${seen} frames passed the gate`,
    seenAt: (clock) => `frame of ${clock}`,
    picture: (title) => `Last frame with movement: ${title}`,
  },

  nodes: {
    heading: 'Regions and nodes',
    empty: 'No node has reported yet.',
    alive: 'alive',
    dead: 'dead',
    instances: (n) => count(n, 'instance'),
    standby: (n) => `${n} on stand-by`,
    kill: 'Kill',
    start: 'Start',
    killOf: (node) => `Kill node ${node}`,
    startOf: (node) => `Start node ${node}`,
    core: 'core',
    here: 'works at home',
    servedBy: (region) => `its work runs in ${region}`,
    lastHeard: (lasting) => `last heard ${lasting} ago`,
    simulated: 'simulated',
  },

  virtualCamera: 'virtual camera',
  failed: (message) => `That did not work. ${message}`,
}
