import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { attends, defaultGatePolicy, freshGateMemory, type GatePolicy, gateDecision } from './gate-policy.ts'

describe('the gate policy', () => {
  it('passes a first look, then sleeps until something moves', () => {
    assert.deepEqual(
      passed(seconds(0, 30), () => false),
      [[0, 'sweep']],
    )
  })

  it('passes motion, and two seconds after it', () => {
    const reasons = passed(seconds(0, 10), (at) => at >= 3000 && at < 4000).slice(1)
    assert.ok(reasons.every(([at]) => at >= 3000 && at <= 5800))
    assert.deepEqual([...new Set(reasons.map(([, reason]) => reason))], ['motion', 'linger'])
  })

  it('passes every frame of a camera that gives five a second: tracks need them all', () => {
    assert.equal(passed(seconds(0, 10), () => true).length, 50)
  })

  it('passes four frames a second of a camera that gives five when told so, and one more at the beginning', () => {
    const times = passed(seconds(0, 10), () => true, fourFps).map(([at]) => at)
    assert.equal(times.length, 41)
    assert.deepEqual(times.slice(0, 3), [0, 200, 400])
  })

  it('sweeps once a minute, so that a fire that does not move is seen', () => {
    const times = passed(seconds(0, 180), () => false).map(([at]) => at)
    assert.deepEqual(times, [0, 60_000, 120_000])
  })

  it('never sweeps when told so', () => {
    assert.deepEqual(
      passed(seconds(1, 180), () => false, { ...defaultGatePolicy, sweepMs: null }),
      [],
    )
  })

  it('passes what was fetched from before the frame that moved, within the same budget', () => {
    const opened = gateDecision(fourFps, freshGateMemory, { capturedAt: 10_000, moving: true })
    let memory = opened.memory
    const times = [9000, 9200, 9400, 9600, 9800].filter((capturedAt) => {
      const decision = gateDecision(fourFps, memory, { capturedAt, moving: false })
      memory = decision.memory
      return decision.reason === 'before'
    })
    assert.deepEqual(times, [9000, 9400, 9800])
    assert.equal(memory.movedAt, 10_000, 'and goes on from there')
    assert.equal(
      gateDecision(defaultGatePolicy, memory, { capturedAt: 10_400, moving: false }).reason,
      'linger',
    )
  })

  it('passes four seconds of frames after one in which the detector suspected something', () => {
    const memory = { ...freshGateMemory, suspectedAt: 60_000, passedAt: 60_000 }
    const reasons = [61_000, 64_000, 64_200].map(
      (capturedAt) => gateDecision(defaultGatePolicy, memory, { capturedAt, moving: false }).reason,
    )
    assert.deepEqual(reasons, ['suspect', 'suspect', undefined])
  })

  it('sweeps every ten seconds while an incident is open, so that it does not close unseen', () => {
    const memory = { ...freshGateMemory, incidentOpen: true, passedAt: 60_000 }
    const reasons = [69_800, 70_000].map(
      (capturedAt) => gateDecision(defaultGatePolicy, memory, { capturedAt, moving: false }).reason,
    )
    assert.deepEqual(reasons, [undefined, 'sweep'])
  })

  it('wants every moment decoded for six seconds after motion or suspicion, and none in a still street', () => {
    const wanted = (memory: Partial<typeof freshGateMemory>, at: number) =>
      attends(defaultGatePolicy, { ...freshGateMemory, ...memory }, at)
    assert.equal(wanted({}, 1000), false)
    assert.equal(wanted({ movedAt: 1000 }, 7000), true)
    assert.equal(wanted({ movedAt: 1000 }, 7200), false)
    assert.equal(wanted({ movedAt: 1000, suspectedAt: 4000 }, 9000), true)
  })
})

const fourFps: GatePolicy = { ...defaultGatePolicy, maxFps: 4 }

const seconds = (from: number, to: number) =>
  Array.from({ length: (to - from) * 5 }, (_, index) => from * 1000 + index * 200)

function passed(times: number[], moving: (at: number) => boolean, policy: GatePolicy = defaultGatePolicy) {
  let memory = freshGateMemory
  return times.flatMap((capturedAt) => {
    const decision = gateDecision(policy, memory, { capturedAt, moving: moving(capturedAt) })
    memory = decision.memory
    return decision.reason === undefined ? [] : [[capturedAt, decision.reason] as const]
  })
}
