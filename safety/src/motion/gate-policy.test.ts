import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultGatePolicy, freshGateMemory, type GatePolicy, gateDecision } from './gate-policy.ts'

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

  it('passes four frames a second of a camera that gives five', () => {
    assert.equal(passed(seconds(0, 10), () => true).length, 40)
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
})

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
