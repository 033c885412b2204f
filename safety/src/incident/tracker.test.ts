import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import type { Observation } from './observation.ts'
import { incidentRules } from './rules.ts'
import { type IncidentTracker, incidentTracker } from './tracker.ts'

const rules = incidentRules()
const road: Box = { x: 300, y: 150, width: 120, height: 80 }

describe('an incident', () => {
  it('opens when enough of the last frames show it, and tells of it once', () => {
    const tracker = newTracker()
    const changes = [0, 200, 400, 600, 800].map((at) => tracker.observe(seen(at, fire(0.6 + at / 10_000))))

    assert.deepEqual(
      changes.map((told) => told.map(({ change }) => change)),
      [[], [], ['opened'], [], []],
    )
    const [{ incident }] = changes[2] as [(typeof changes)[0][0]]
    assert.equal(incident.label, 'fire')
    assert.equal(incident.state, 'open')
    assert.deepEqual([incident.openedAt, incident.updatedAt, incident.frames], [0, 400, 3])
    assert.equal(incident.score, 0.62)
    assert.deepEqual([incident.camera, incident.region, incident.virtual], ['north', 'seoul', true])
  })

  it('carries the frame that showed it best, and the trace of the one that confirmed it', () => {
    const tracker = newTracker()
    tracker.observe(seen(0, fire(0.6)))
    tracker.observe(seen(200, fire(0.9), person()))
    const [opened] = tracker.observe(seen(400, fire(0.7)))

    assert.equal(opened?.incident.evidence, hashOf(200))
    assert.equal(opened?.incident.detections.length, 2)
    assert.equal(opened?.incident.traceparent, 'trace-400')
  })

  it('does not open for a few frames among many', () => {
    const tracker = newTracker()
    const times = Array.from({ length: 40 }, (_, index) => index * 200)
    assert.deepEqual(
      times.flatMap((at) => tracker.observe(at % 800 === 0 ? seen(at, fire(0.9)) : seen(at))),
      [],
    )
  })

  it('does not open for something that jumps about the picture', () => {
    const tracker = newTracker()
    const jumping = [0, 200, 400, 600, 800, 1000].map((at, index) =>
      seen(at, fire(0.9, { x: index * 110, y: 10, width: 40, height: 40 })),
    )
    assert.deepEqual(
      jumping.flatMap((observation) => tracker.observe(observation)),
      [],
    )
  })

  it('is another where its camera has moved to, and frames of before the move count no more', () => {
    const tracker = newTracker()
    for (const at of [0, 200, 400]) tracker.observe(seen(at, flames(at)))
    tracker.moved('north', { latitude: 37.6, longitude: 127.1 })
    const [second, third, fourth] = [600, 800, 1000].map((at) => tracker.observe(seen(at, flames(at))))
    assert.deepEqual([second, third], [[], []])
    assert.deepEqual(fourth?.[0]?.incident.place, { latitude: 37.6, longitude: 127.1 })
    assert.equal(tracker.open().length, 2)
  })

  it('follows a wreck that slides', () => {
    const tracker = newTracker()
    const sliding = [0, 200, 400, 600].map((at, index) =>
      seen(at, accident(0.7, { x: 100 + index * 90, y: 80, width: 170, height: 90 })),
    )
    assert.equal(sliding.flatMap((observation) => tracker.observe(observation)).length, 1)
  })

  it('does not open on low scores', () => {
    const tracker = newTracker()
    assert.deepEqual(
      [0, 200, 400, 600].flatMap((at) => tracker.observe(seen(at, fire(0.35)))),
      [],
    )
  })

  it('opens by results that come out of order, and counts none twice', () => {
    const tracker = newTracker()
    const order = [400, 0, 0, 400, 200]
    const changes = order.map((at) => tracker.observe(seen(at, flames(at))))
    assert.deepEqual(
      changes.map((told) => told.length),
      [0, 0, 0, 0, 1],
    )
    assert.equal(changes[4]?.[0]?.incident.openedAt, 0)
  })

  it('has the same id when the same frames are looked at again, and ids sort by time', () => {
    const [first, again] = [newTracker(), newTracker()].map((tracker) => openFire(tracker, 1_000_000))
    assert.equal(first?.id, again?.id)
    assert.match(first!.id, /^inc-[0-9a-z]{9}-[0-9a-f]{8}$/)
    assert.ok(first!.id < openFire(newTracker(), 2_000_000).id)
  })

  it('is updated at most every five seconds, and only with news', () => {
    const tracker = newTracker()
    openFire(tracker, 0)
    const times = Array.from({ length: 300 }, (_, index) => 600 + index * 200)
    const updates = times.flatMap((at) => tracker.observe(seen(at, fire(0.7))))

    assert.ok(updates.length >= 2 && updates.length <= 4, `${updates.length} updates in a minute`)
    assert.ok(updates.every(({ change }) => change === 'updated'))
    assert.equal(new Set(updates.map(({ incident }) => incident.id)).size, 1)
  })

  it('is updated with a frame that shows it better', () => {
    const tracker = newTracker()
    openFire(tracker, 0)
    assert.deepEqual(tracker.observe(seen(3000, fire(0.95))), [], 'too soon')
    const [update] = tracker.observe(seen(6000, fire(0.7)))
    assert.equal(update?.incident.evidence, hashOf(3000))
  })

  it('closes when it was not seen for thirty seconds', () => {
    const tracker = newTracker()
    openFire(tracker, 0)
    assert.deepEqual(tracker.tick(30_000), [])
    const [closed, ...more] = tracker.tick(30_400)

    assert.deepEqual(
      [closed?.change, closed?.incident.state, closed?.incident.closedAt],
      ['closed', 'closed', 30_400],
    )
    assert.equal(more.length, 0)
    assert.deepEqual(tracker.open(), [])
    assert.deepEqual(tracker.tick(31_000), [])
  })

  it('closes by the time of its camera’s frames, when nobody ticks', () => {
    const tracker = newTracker()
    openFire(tracker, 0)
    assert.deepEqual(
      tracker.observe(seen(40_000)).map(({ change, incident }) => [change, incident.closedAt]),
      [['closed', 40_000]],
    )
  })

  it('opens again under its id when it is back within a minute', () => {
    const tracker = newTracker()
    const { id } = openFire(tracker, 0)
    tracker.tick(31_000)
    assert.deepEqual(tracker.observe(seen(40_000)), [], 'a frame that shows nothing opens nothing')
    const changes = [41_000, 41_200, 41_400].flatMap((at) => tracker.observe(seen(at, flames(at))))

    assert.deepEqual(
      changes.map(({ change, incident }) => [change, incident.id, incident.state]),
      [['updated', id, 'open']],
    )
    assert.equal(changes[0]?.incident.closedAt, null)
  })

  it('is another one when it comes after that', () => {
    const tracker = newTracker()
    const { id } = openFire(tracker, 0)
    tracker.tick(31_000)
    assert.deepEqual(tracker.observe(seen(200_000, fire(0.8))), [], 'old frames do not help')
    const [opened] = [200_200, 200_400].flatMap((at) => tracker.observe(seen(at, flames(at))))
    assert.equal(opened?.change, 'opened')
    assert.notEqual(opened?.incident.id, id)
  })

  it('seen by a neighbouring camera too is one', () => {
    const tracker = newTracker()
    const { id } = openFire(tracker, 0)
    for (const at of [500, 700, 900]) assert.deepEqual(tracker.observe(seenBy('near', at, flames(at))), [])
    assert.deepEqual(
      tracker.open().map(({ id: open, frames }) => [open, frames]),
      [[id, 6]],
    )
  })

  it('seen by a camera far away is another', () => {
    const tracker = newTracker()
    openFire(tracker, 0)
    for (const at of [500, 700, 900]) tracker.observe(seenBy('far', at, flames(at)))
    assert.equal(tracker.open().length, 2)
  })

  it('of another kind at the same place is another', () => {
    const tracker = newTracker()
    openFire(tracker, 0)
    for (const at of [4000, 4200, 4400, 4600]) tracker.observe(seen(at, accident(0.8)))
    assert.deepEqual(
      tracker
        .open()
        .map(({ label }) => label)
        .sort(),
      ['accident', 'fire'],
    )
  })

  it('goes on after a restart', () => {
    const before = newTracker()
    const { id } = openFire(before, 0)
    const after = newTracker(before.open())
    assert.deepEqual(after.observe(seen(1000, fire(0.7))), [])
    assert.deepEqual(
      after.tick(31_000).map(({ change, incident }) => [change, incident.id, incident.frames]),
      [['closed', id, 4]],
    )
  })
})

describe('a fire', () => {
  it('that does not move, and hardly changes, opens all the same, after twice as many frames', () => {
    const tracker = newTracker()
    const changes = [0, 200, 400, 600, 800, 1000, 1200].map((at) => tracker.observe(seen(at, fire(0.8))))
    assert.deepEqual(
      changes.map((told) => told.length),
      [0, 0, 0, 0, 0, 1, 0],
    )
  })

  it('in a car is not a crash as well, though it looks like one', () => {
    const tracker = newTracker()
    const times = Array.from({ length: 20 }, (_, index) => index * 200)
    const changes = times.flatMap((at) => tracker.observe(seen(at, flames(at), accident(0.7), vehicle())))
    assert.deepEqual(
      changes.filter(({ change }) => change === 'opened').map(({ incident }) => incident.label),
      ['fire'],
    )
  })

  it('that comes and goes is one incident', () => {
    const tracker = newTracker()
    const times = Array.from({ length: 60 }, (_, index) => index * 200)
    const changes = times.flatMap((at) => tracker.observe(at % 2000 < 1200 ? seen(at, flames(at)) : seen(at)))
    assert.equal(changes.filter(({ change }) => change === 'opened').length, 1)
    assert.equal(new Set(changes.map(({ incident }) => incident.id)).size, 1)
  })
})

describe('a weapon', () => {
  it('belongs to somebody: where nobody is, nothing is told', () => {
    const times = [0, 200, 400, 600, 800, 1000]
    const told = (holder: Detection[], city: Parameters<typeof incidentRules>[0] = {}) => {
      const tracker = incidentTracker(incidentRules(city), cameras)
      return times.flatMap((at) => tracker.observe(seen(at, weapon('gun', 0.7), ...holder))).length
    }
    assert.equal(told([holder()]), 1)
    assert.equal(told([]), 0)
    assert.equal(told([person()]), 0, 'the person is at the other side')
    assert.equal(told([], { gun: { held: false } }), 1, 'unless the city says otherwise')
  })

  it('tells which way whoever holds it was walking', () => {
    const tracker = newTracker()
    const changes = [0, 200, 400, 600].flatMap((at) => {
      const moved = ({ box, ...one }: Detection) => ({ ...one, box: { ...box, x: box.x - at / 20 } })
      return tracker.observe(seen(at, moved(weapon('gun', 0.7)), moved(holder())))
    })
    assert.equal(changes[0]?.incident.movement, 'left')
  })

  it('taken for a knife now and a gun then is one incident, named by what it looked like more', () => {
    const tracker = newTracker()
    const labels = ['gun', 'knife', 'gun', 'gun']
    const changes = labels.flatMap((label, index) =>
      tracker.observe(seen(index * 200, weapon(label, 0.7), holder())),
    )
    assert.deepEqual(
      changes.map(({ change, incident }) => [change, incident.label]),
      [['opened', 'gun']],
    )
  })

  it('is not what lies at somebody’s feet, unless the feet are out of the picture', () => {
    const told = (person: Box, box: Box) => {
      const tracker = newTracker()
      const by: Detection = { label: 'person', score: 0.8, box: person }
      const times = [0, 200, 400, 600, 800]
      return times.flatMap((at) => tracker.observe(seen(at, weapon('knife', 0.7, box), by))).length
    }
    const standing = { x: 280, y: 120, width: 40, height: 110 }
    assert.equal(told(standing, { x: 300, y: 205, width: 20, height: 14 }), 0)
    assert.equal(told(standing, { x: 300, y: 170, width: 20, height: 14 }), 1)
    assert.equal(told({ ...standing, y: 250 }, { x: 300, y: 335, width: 20, height: 14 }), 1)
  })

  it('is not what lay there while nobody held it', () => {
    const tracker = newTracker()
    const times = [0, 200, 5000, 5200, 5400, 5600, 5800, 6000]
    const changes = times.flatMap((at) =>
      tracker.observe(seen(at, weapon('knife', 0.7), ...(at >= 5000 ? [holder()] : []))),
    )
    assert.deepEqual(changes, [])
  })

  it('the size of a lorry is the lorry', () => {
    const tracker = newTracker()
    const lorry = { label: 'vehicle', score: 0.6, box: { x: 180, y: 80, width: 420, height: 130 } }
    const times = [0, 200, 400, 600, 800, 1000]
    const bed = weapon('gun', 0.7, { x: 200, y: 88, width: 360, height: 120 })
    assert.deepEqual(
      times.flatMap((at) => tracker.observe(seen(at, bed, lorry, holder()))),
      [],
    )
  })
})

describe('an accident', () => {
  it('is not what was parked there before', () => {
    const tracker = newTracker()
    const times = Array.from({ length: 30 }, (_, index) => index * 200)
    const changes = times.flatMap((at) =>
      tracker.observe(at < 3000 ? seen(at, vehicle()) : seen(at, vehicle(), accident(0.8))),
    )
    assert.deepEqual(changes, [])
  })

  it('is not a queue that stood there before, however its vehicles are told apart', () => {
    const tracker = newTracker()
    const [one, other] = [
      { x: 300, y: 150, width: 60, height: 40 },
      { x: 365, y: 150, width: 60, height: 40 },
    ]
    const both = { x: 300, y: 150, width: 125, height: 40 }
    const times = Array.from({ length: 30 }, (_, index) => index * 200)
    const changes = times.flatMap((at) => {
      const vehicles = at % 600 === 0 ? [vehicle(both)] : [vehicle(one), vehicle(other)]
      return tracker.observe(seen(at, ...vehicles, ...(at < 3000 ? [] : [accident(0.8, both)])))
    })
    assert.deepEqual(changes, [])
  })

  it('is what drove in and stopped', () => {
    const tracker = newTracker()
    const times = Array.from({ length: 30 }, (_, index) => index * 200)
    const changes = times.flatMap((at) =>
      tracker.observe(at < 3000 ? seen(at) : seen(at, vehicle(), accident(0.8))),
    )
    assert.deepEqual(
      changes.map(({ change, incident }) => [change, incident.openedAt]),
      [['opened', 3000]],
    )
  })

  it('that a frame only hints at is told when a car stopped within a moment, and not when it braked', () => {
    const told = (place: (seconds: number) => number) => {
      const tracker = newTracker()
      const times = Array.from({ length: 40 }, (_, index) => index * 200)
      return times.flatMap((at) => {
        const box = { ...road, x: place(at / 1000) }
        return tracker.observe(seen(at, vehicle(box), ...(at >= 4000 ? [accident(0.35, box)] : [])))
      })
    }
    // 120 pixels a second, and against something after four; or slower and slower from the third second to the eighth.
    const crashed = told((seconds) => 20 + 120 * Math.min(seconds, 4))
    assert.deepEqual(
      crashed.map(({ change, incident }) => [change, incident.label]),
      [['opened', 'accident']],
    )
    const slowing = (seconds: number) => Math.max(0, Math.min(seconds - 3, 5))
    assert.deepEqual(
      told(
        (seconds) => 20 + 120 * Math.min(seconds, 3) + 120 * slowing(seconds) - 12 * slowing(seconds) ** 2,
      ),
      [],
    )
  })

  it('is not two cars that pass one another', () => {
    const tracker = newTracker()
    const times = Array.from({ length: 30 }, (_, index) => index * 200)
    const changes = times.flatMap((at) => {
      const [one, other] = [0.1 * at - 50, 550 - 0.1 * at].map((x) => ({ ...road, x }))
      return tracker.observe(seen(at, vehicle(one), vehicle(other), accident(0.4, road)))
    })
    assert.deepEqual(changes, [])
  })

  it('seen by two cameras of one crossing is one, even when one of them answers late', () => {
    const tracker = newTracker()
    const crash = (camera: string, at: number) => seenBy(camera, at, accident(0.8))
    const order = [
      crash('north', 3000),
      crash('near', 3100),
      crash('north', 3400),
      crash('near', 3500),
      crash('north', 3200),
      crash('near', 3300),
      crash('near', 3700),
    ]
    const changes = order.flatMap((observation) => tracker.observe(observation))
    assert.deepEqual(
      changes.map(({ change }) => change),
      ['opened'],
    )
    assert.equal(tracker.open().length, 1)
  })

  it('goes on through a gap in which nothing was seen', () => {
    const tracker = newTracker()
    for (const at of [3000, 3200, 3400]) tracker.observe(seen(at, accident(0.8)))
    for (let at = 3600; at < 20_000; at += 200) tracker.observe(seen(at))
    assert.deepEqual(tracker.observe(seen(20_000, accident(0.8))), [])
    assert.equal(tracker.open()[0]?.updatedAt, 20_000)
  })

  it('stays open though its wrecks stand still', () => {
    const tracker = newTracker()
    for (let at = 0; at < 60_000; at += 200)
      tracker.observe(at < 3000 ? seen(at) : seen(at, vehicle(), accident(0.8)))
    assert.deepEqual(tracker.tick(60_000), [])
    assert.equal(tracker.open().length, 1)
  })
})

describe('an accident that few frames are sure of', () => {
  const hinted = (sure: number, score: number, frames: number) => {
    const tracker = newTracker()
    const scores = Array.from({ length: frames }, (_, index) => (index < sure ? 0.7 : score))
    return scores.flatMap((each, index) => tracker.observe(seen(index * 200, accident(each))))
  }

  it('is one all the same when twice as many frames show it', () => {
    assert.deepEqual(hinted(2, 0.45, 5), [])
    assert.deepEqual(
      hinted(2, 0.45, 6).map(({ change }) => change),
      ['opened'],
    )
  })

  it('is none where hardly a frame is sure, or the others are less than what lasts must be', () => {
    assert.deepEqual(hinted(1, 0.45, 30), [])
    assert.deepEqual(hinted(2, 0.38, 30), [])
  })

  it('stays open while it is seen like that', () => {
    const tracker = newTracker()
    for (let at = 0; at < 60_000; at += 200) tracker.observe(seen(at, accident(at < 1000 ? 0.8 : 0.45)))
    assert.deepEqual(
      tracker.open().map(({ updatedAt }) => updatedAt),
      [59_800],
    )
  })
})

describe('the rules', () => {
  it('are what the city file says, and the defaults for the rest', () => {
    const changed = incidentRules({ fire: { frames: 8, score: 0.6 }, gun: { closeAfterSeconds: 5 } })
    assert.deepEqual(changed.fire, { ...rules.fire, frames: 8, of: 8, score: 0.6 })
    assert.equal(changed.gun.closeAfterMs, 5000)
    assert.deepEqual(changed.accident, rules.accident)
  })

  it('say how near cameras, and how soon after one another sightings, are of one occurrence', () => {
    const told = (settings: object) => {
      const tracker = incidentTracker(incidentRules({ fire: settings }), cameras)
      openFire(tracker, 0)
      for (const at of [500, 700, 900]) tracker.observe(seenBy('near', at, flames(at)))
      return tracker.open().length
    }
    assert.deepEqual([told({}), told({ nearMeters: 50 })], [1, 2])

    const opened = (settings: object) => {
      const tracker = incidentTracker(incidentRules({ fire: settings }), cameras)
      openFire(tracker, 0)
      tracker.tick(40_000)
      return [50_000, 50_200, 50_400]
        .flatMap((at) => tracker.observe(seen(at, flames(at))))
        .map(({ change }) => change)
    }
    assert.deepEqual([opened({}), opened({ againSeconds: 5 })], [['updated'], ['opened']])
  })

  it('say what tracks count for, so that a city may ask for more than a sudden stop', () => {
    const changed = incidentRules({ accident: { contact: 0.1, gathering: 0.3, parkedSeconds: 10 } }).accident
    assert.deepEqual([changed.contact, changed.gathering, changed.parkedMs], [0.1, 0.3, 10_000])
  })
})

const cameras = [
  { id: 'north', region: 'seoul', place: { latitude: 37.4979, longitude: 127.0276 }, virtual: true },
  // 80 m east, and 12 km north-west of it.
  { id: 'near', region: 'seoul', place: { latitude: 37.4979, longitude: 127.0285 }, virtual: true },
  { id: 'far', region: 'seoul', place: { latitude: 37.5556, longitude: 126.9236 }, virtual: true },
]

const newTracker = (open: Parameters<typeof incidentTracker>[2] = []) => incidentTracker(rules, cameras, open)

function openFire(tracker: IncidentTracker, at: number) {
  const scores = [0.68, 0.7, 0.72]
  const [opened] = scores.flatMap((score, index) => tracker.observe(seen(at + index * 200, fire(score))))
  return opened!.incident
}

const hashOf = (capturedAt: number) => capturedAt.toString(16).padStart(64, '0')
const seen = (at: number, ...detections: Detection[]) => seenBy('north', at, ...detections)
const seenBy = (camera: string, capturedAt: number, ...detections: Detection[]): Observation => ({
  ...{ camera, capturedAt, detections, width: 640, height: 360 },
  ...{ evidence: hashOf(capturedAt), traceparent: `trace-${capturedAt}` },
})

const fire = (score: number, box = road): Detection => ({ label: 'fire', score, box })
/** A fire as it flickers. */
const flames = (at: number) => fire(Math.floor(at / 200) % 2 === 0 ? 0.58 : 0.64)
/** Somebody at the road, with it in hand. */
const holder = (): Detection => ({
  label: 'person',
  score: 0.8,
  box: { x: 280, y: 120, width: 40, height: 110 },
})
const accident = (score: number, box = road): Detection => ({ label: 'accident', score, box })
const weapon = (
  label: string,
  score: number,
  box = { x: 300, y: 150, width: 20, height: 14 },
): Detection => ({ label, score, box })
const vehicle = (box = road): Detection => ({ label: 'vehicle', score: 0.8, box })
const person = (): Detection => ({
  label: 'person',
  score: 0.8,
  box: { x: 10, y: 100, width: 30, height: 90 },
})
