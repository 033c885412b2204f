import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Behavior, defaultBehavior } from './behavior.ts'
import { defaultHpaFlags, type Hpa, newHpaMemory, readsMetrics, syncHpa, toleranceOf } from './hpa.ts'
import { limit, limitWithBehavior, type ScaleEvent, stabilize } from './hpa-limits.ts'
import { proposeByAverageValue, proposeByValue } from './hpa-proposal.ts'
import { maxInt32 } from './quantity.ts'

const tolerance = { scaleUp: 0.1, scaleDown: 0.1 }
const all = (replicas: number) => ({ spec: replicas, status: replicas, ready: replicas })

describe('One metric of the HPA proposes', () => {
  const average = (metric: number, target: number, replicas: number, within = tolerance) =>
    proposeByAverageValue(metric, target, all(replicas), within)

  it('A1: 4 for 8600m over 2150m and 3 replicas', () => assert.equal(average(8600, 2150, 3), 4))
  it('A2: 3 for 8600m over 2867m and 5 replicas', () => assert.equal(average(8600, 2867, 5), 3))
  it('A3: 3 for 8600m over 2900m and 3 replicas, being near enough', () => {
    assert.equal(average(8600, 2900, 3), 3)
  })
  it('A4: 4 for 8600m over 2800m and 3 replicas when only 1 % is near enough', () => {
    assert.equal(average(8600, 2800, 3), 3)
    assert.equal(average(8600, 2800, 3, { ...tolerance, scaleUp: 0.01 }), 4)
  })
  it('A5: 3 by value for 8600m over 14334m and 5 ready replicas', () => {
    assert.equal(proposeByValue(8600, 14_334, all(5), tolerance), 3)
  })
  it('A6: 3 by value for 8600m over 8888m and 3 replicas, being near enough', () => {
    assert.equal(proposeByValue(8600, 8888, all(3), tolerance), 3)
  })
  it('A7: 2 by value for 8600m over 4400m when 1 of 3 replicas is ready', () => {
    assert.equal(proposeByValue(8600, 4400, { spec: 3, status: 3, ready: 1 }, tolerance), 2)
  })
  it('A8: one more only above 1.1 of what the replicas carry', () => {
    assert.deepEqual(
      [
        average(22_000, 20_000, 1),
        average(23_000, 20_000, 1),
        average(44_000, 20_000, 2),
        average(45_000, 20_000, 2),
      ],
      [1, 2, 2, 3],
    )
  })
  it('A9: fewer only below 0.9, and 0 for an empty queue', () => {
    assert.deepEqual(
      [average(36_000, 20_000, 2), average(35_000, 20_000, 2), average(0, 20_000, 3)],
      [2, 2, 0],
    )
    assert.equal(average(35_000, 20_000, 3), 2)
  })
  it('A10: at most what 32 bits hold', () => {
    assert.equal(average(Number(2n ** 63n - 1n), 1, 1), maxInt32)
  })
  it('by the replicas that exist, not by those asked for or ready', () => {
    assert.equal(proposeByAverageValue(44_000, 20_000, { spec: 5, status: 2, ready: 1 }, tolerance), 2)
    assert.equal(proposeByAverageValue(44_000, 20_000, { spec: 2, status: 1, ready: 2 }, tolerance), 3)
  })
  it('by value from nothing, what the ratio says', () => {
    assert.equal(proposeByValue(2100, 1000, all(0), tolerance), 3)
  })
})

describe('Limits of the HPA', () => {
  const bounds = { minReplicas: 1, maxReplicas: 10_000 }
  const up = (...policies: Behavior['scaleUp']['policies']): Behavior => ({
    ...defaultBehavior,
    scaleUp: { ...defaultBehavior.scaleUp, policies },
  })
  const down = (...policies: Behavior['scaleDown']['policies']): Behavior => ({
    ...defaultBehavior,
    scaleDown: { ...defaultBehavior.scaleDown, policies },
  })
  const limited = (current: number, want: number, behavior: Behavior, events: readonly ScaleEvent[] = []) =>
    limitWithBehavior(want, current, bounds, behavior, events, 1000_000)
  /** Within the last 2 minutes of the present. */
  const events = (...changes: number[]): ScaleEvent[] =>
    changes.map((change, index) => ({ at: 1000_000 - 100_000 + index * 1000, change }))

  it('B1: the default behavior takes 10 to 20 on the way to 50', () => {
    assert.deepEqual(limited(10, 50, defaultBehavior), { replicas: 20, limit: 'ScaleUpLimit' })
  })
  it('B2: of two policies the greater counts', () => {
    const behavior = up(
      { type: 'Pods', value: 100, periodSeconds: 60 },
      { type: 'Percent', value: 100, periodSeconds: 60 },
    )
    assert.equal(limited(10, 500, behavior).replicas, 110)
  })
  it('B3: 30 pods a minute take 10 to 40', () => {
    assert.equal(limited(10, 50, up({ type: 'Pods', value: 30, periodSeconds: 60 })).replicas, 40)
  })
  it('B4: downwards too the greater change counts', () => {
    const behavior = down(
      { type: 'Pods', value: 20, periodSeconds: 60 },
      { type: 'Percent', value: 1, periodSeconds: 60 },
    )
    assert.equal(limited(100, 2, behavior).replicas, 80)
  })
  it('B5: 5 pods a minute take 10 to 5', () => {
    assert.deepEqual(limited(10, 2, down({ type: 'Pods', value: 5, periodSeconds: 60 })), {
      replicas: 5,
      limit: 'ScaleDownLimit',
    })
  })
  it('B6: per cent count from where the period began', () => {
    const behavior = up({ type: 'Percent', value: 200, periodSeconds: 120 })
    assert.equal(limited(100, 500, behavior, events(1, 5, 9)).replicas, 255)
  })
  it('B7: nothing more once the period has had its pods', () => {
    const behavior = up({ type: 'Pods', value: 5, periodSeconds: 120 })
    assert.equal(limited(100, 500, behavior, events(1, 5, 9)).replicas, 100)
  })
  it('B8: what was removed in the period counts as if it were there', () => {
    const behavior = down({ type: 'Percent', value: 50, periodSeconds: 120 })
    assert.equal(limited(100, 0, behavior, events(-2, -4, -6)).replicas, 56)
  })
  it('B9: without behavior twice as many, and within the bounds', () => {
    assert.equal(limit(1000, 3, { minReplicas: 1, maxReplicas: 2000 }).replicas, 6)
    assert.equal(limit(1000, 20, { minReplicas: 1, maxReplicas: 10 }).replicas, 10)
    assert.equal(limit(1, 3, { minReplicas: 2, maxReplicas: 10 }).replicas, 2)
  })
  it('B10: from 1, without behavior to 4, with an empty one to 5', () => {
    assert.equal(limit(1000, 1, bounds).replicas, 4)
    assert.equal(limited(1, 1000, defaultBehavior).replicas, 5)
  })
  it('B11: the highest recommendation of the last 300 s holds', () => {
    const recommendations = [
      { at: 880_000, replicas: 4 },
      { at: 940_000, replicas: 5 },
    ]
    assert.equal(stabilize(3, recommendations, 1000_000, 300), 5)
  })
  it('B12: older recommendations are forgotten', () => {
    const recommendations = [
      { at: 400_000, replicas: 10 },
      { at: 460_000, replicas: 9 },
    ]
    assert.equal(stabilize(3, recommendations, 1000_000, 300), 3)
    assert.equal(
      stabilize(3, [{ at: 700_000, replicas: 9 }], 1000_000, 300),
      9,
      'one of exactly 300 s counts',
    )
  })
  it('Min takes the smaller change, Disabled none', () => {
    const policies = [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ] as const
    const select = (selectPolicy: 'Min' | 'Disabled'): Behavior => ({
      scaleUp: { ...up(...policies).scaleUp, selectPolicy },
      scaleDown: { ...down(...policies).scaleDown, selectPolicy },
    })
    assert.equal(limited(10, 50, select('Min')).replicas, 14)
    assert.equal(limited(10, 1, select('Min')).replicas, 6)
    assert.equal(limited(10, 50, select('Disabled')).replicas, 10)
    assert.equal(limited(10, 1, select('Disabled')).replicas, 10)
  })
  it('per cent round up on the way up and down on the way down', () => {
    assert.equal(limited(5, 50, up({ type: 'Percent', value: 10, periodSeconds: 60 })).replicas, 6)
    assert.equal(limited(5, 0, down({ type: 'Percent', value: 10, periodSeconds: 60 })).replicas, 4)
  })
  it('an event leaves its period when it is exactly as old', () => {
    const behavior = up({ type: 'Pods', value: 5, periodSeconds: 60 })
    assert.equal(limited(10, 50, behavior, [{ at: 940_000, change: 5 }]).replicas, 15)
    assert.equal(limited(10, 50, behavior, [{ at: 940_001, change: 5 }]).replicas, 10)
  })
})

describe('A sync of the HPA', () => {
  const hpa: Hpa = { minReplicas: 1, maxReplicas: 100, behavior: null }
  /** Syncs of one proposal each, and what they set. */
  function syncs(
    of: Hpa,
    replicas: number,
    proposals: readonly (readonly [second: number, want: number | null])[],
  ) {
    let memory = newHpaMemory
    return proposals.map(([second, want]) => {
      const decision = syncHpa(of, memory, replicas, [want], second * 1000)
      memory = decision.memory
      replicas = decision.replicas
      return replicas
    })
  }

  it('B13: the first one remembers the replicas it found, for 300 s', () => {
    const wants = [0, 15, 300, 315].map((second): [number, number] => [second, 3])
    assert.deepEqual(syncs(hpa, 5, wants), [5, 5, 5, 3])
  })
  it('with behavior forgets them when they are exactly 300 s old', () => {
    const wants = [0, 285, 300].map((second): [number, number] => [second, 3])
    assert.deepEqual(syncs({ ...hpa, behavior: defaultBehavior }, 5, wants), [5, 5, 3])
  })
  it('does and remembers nothing at zero', () => {
    const decision = syncHpa(hpa, newHpaMemory, 0, [7], 0)
    assert.equal(decision.replicas, 0)
    assert.deepEqual(decision.memory, newHpaMemory)
    assert.equal(readsMetrics(hpa, 0), false)
  })
  it('goes to the bounds at once without reading a metric', () => {
    const bounded: Hpa = { minReplicas: 3, maxReplicas: 5, behavior: null }
    assert.equal(syncHpa(bounded, newHpaMemory, 9, [], 0).replicas, 5)
    assert.equal(syncHpa(bounded, newHpaMemory, 1, [], 0).replicas, 3)
    assert.deepEqual(
      [1, 3, 5, 9].map((count) => readsMetrics(bounded, count)),
      [false, true, true, false],
    )
  })
  it('takes the highest of several metrics', () => {
    assert.equal(syncHpa(hpa, newHpaMemory, 2, [1, 4, 3], 0).replicas, 4)
  })
  it('does nothing when no metric can be read', () => {
    assert.equal(syncHpa(hpa, newHpaMemory, 2, [null, null], 0).replicas, 2)
  })
  it('goes up but not down while a metric cannot be read', () => {
    const memory = { recommendations: [], events: [] }
    assert.equal(syncHpa(hpa, memory, 3, [null, 4], 0).replicas, 4)
    assert.equal(syncHpa(hpa, memory, 3, [null, 1], 0).replicas, 3)
    assert.equal(syncHpa(hpa, memory, 3, [1], 0).replicas, 1)
  })
  it('holds back an increase for the upward window', () => {
    const scaleUp = { ...defaultBehavior.scaleUp, stabilizationWindowSeconds: 60 }
    const slow: Hpa = { ...hpa, behavior: { ...defaultBehavior, scaleUp } }
    const wants = [0, 15, 30, 45, 60].map((second): [number, number] => [second, 3])
    assert.deepEqual(syncs(slow, 2, wants), [2, 2, 2, 2, 3])
  })
  it('counts only its own changes against the policies', () => {
    const scaleUp = {
      ...defaultBehavior.scaleUp,
      policies: [{ type: 'Pods' as const, value: 1, periodSeconds: 60 }],
    }
    const slow: Hpa = { ...hpa, behavior: { ...defaultBehavior, scaleUp } }
    assert.deepEqual(
      syncs(slow, 2, [
        [0, 9],
        [15, 9],
        [60, 9],
      ]),
      [3, 3, 4],
    )
  })
  it('misses its target by as much as behavior allows in each direction', () => {
    const scaleUp = { ...defaultBehavior.scaleUp, tolerance: 0.01 }
    assert.deepEqual(toleranceOf({ behavior: null }, defaultHpaFlags), tolerance)
    assert.deepEqual(toleranceOf({ behavior: { ...defaultBehavior, scaleUp } }, defaultHpaFlags), {
      scaleUp: 0.01,
      scaleDown: 0.1,
    })
  })
})
