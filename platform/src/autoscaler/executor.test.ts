import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ExecutorPolicy, type PauseAnnotations, type Poll, requestScale } from './executor.ts'

const unpaused: PauseAnnotations = {
  paused: false,
  pausedReplicas: null,
  pausedScaleIn: false,
  pausedScaleOut: false,
  forceActivation: false,
}

const now = 1_000_000

/** A poll of an object with KEDA's defaults that was created long ago, over an inactive source. */
function polled(
  policy: Partial<Omit<ExecutorPolicy, 'annotations'>> & { readonly annotations?: Partial<PauseAnnotations> },
  poll: Partial<Poll>,
) {
  const { replicas, lastActiveAt } = requestScale(
    {
      minReplicaCount: null,
      idleReplicaCount: null,
      cooldownPeriod: 300,
      initialCooldownPeriod: 0,
      fallback: null,
      ...policy,
      annotations: { ...unpaused, ...policy.annotations },
    },
    { now, currentReplicas: 0, active: false, errored: false, createdAt: 0, lastActiveAt: null, ...poll },
  )
  return { replicas, lastActiveAt }
}

describe("KEDA's poll", () => {
  it('E1: takes 10 replicas that were never needed to 0', () => {
    assert.equal(polled({ minReplicaCount: 0 }, { currentReplicas: 10 }).replicas, 0)
  })
  it('E2: brings 1 up to the minimum of 5 though nothing is active', () => {
    assert.equal(polled({ minReplicaCount: 5 }, { currentReplicas: 1 }).replicas, 5)
  })
  it('E3: wakes 1 and notes when', () => {
    assert.deepEqual(polled({ minReplicaCount: 0 }, { active: true }), { replicas: 1, lastActiveAt: now })
  })
  it('E4: goes to the idle count in one step', () => {
    assert.equal(polled({ minReplicaCount: 5, idleReplicaCount: 0 }, { currentReplicas: 10 }).replicas, 0)
  })
  it('E5: wakes from idle to the minimum', () => {
    assert.deepEqual(polled({ minReplicaCount: 5, idleReplicaCount: 0 }, { active: true }), {
      replicas: 5,
      lastActiveAt: now,
    })
    const policy = { minReplicaCount: 5, idleReplicaCount: 2 }
    assert.equal(polled(policy, { active: true, currentReplicas: 2 }).replicas, 5)
  })
  it('E6: does nothing while paused at a count', () => {
    const annotations = { paused: true, pausedReplicas: 2 }
    assert.deepEqual(polled({ annotations }, { active: true, currentReplicas: 2 }), {
      replicas: 2,
      lastActiveAt: null,
    })
    assert.equal(polled({ annotations }, { currentReplicas: 7 }).replicas, 7)
  })
  it('E7: does not scale in while that is paused', () => {
    assert.equal(polled({ annotations: { pausedScaleIn: true } }, { currentReplicas: 3 }).replicas, 3)
  })
  it('E8: does not wake while scale-out is paused, and notes no activity', () => {
    assert.deepEqual(polled({ annotations: { pausedScaleOut: true } }, { active: true }), {
      replicas: 0,
      lastActiveAt: null,
    })
  })
  it('E9: wakes when it is forced to', () => {
    assert.equal(polled({ annotations: { forceActivation: true } }, {}).replicas, 1)
  })
  it('E10: notes no activity while a trigger fails beside an active one', () => {
    const poll = { active: true, errored: true, currentReplicas: 3, lastActiveAt: 400_000 }
    assert.deepEqual(polled({}, poll), { replicas: 3, lastActiveAt: 400_000 })
    assert.deepEqual(polled({}, { ...poll, errored: false }), { replicas: 3, lastActiveAt: now })
  })
  it('E11: never scales in because a source is out of reach', () => {
    const poll = { errored: true, currentReplicas: 3, lastActiveAt: 0 }
    assert.equal(polled({ minReplicaCount: 0 }, poll).replicas, 3)
    assert.equal(polled({ fallback: { replicas: 2 } }, poll).replicas, 3)
  })
  it('cools down in an outage as if idle when the fallback is to 0', () => {
    const poll = { errored: true, currentReplicas: 3, lastActiveAt: 0 }
    assert.equal(polled({ fallback: { replicas: 0 } }, poll).replicas, 0)
  })
  it('wakes although another trigger fails', () => {
    assert.deepEqual(polled({}, { active: true, errored: true }), { replicas: 1, lastActiveAt: now })
  })
  it('goes to zero only after the cooldown, counted from the whole second of the last activity', () => {
    const after = (lastActiveAt: number) => polled({}, { currentReplicas: 1, lastActiveAt }).replicas
    assert.deepEqual([after(700_000), after(699_999), after(700_999)], [1, 0, 1])
    const poll = { currentReplicas: 1, lastActiveAt: 700_900, now: now + 500 }
    assert.equal(polled({}, poll).replicas, 0, 'the present is not cut to whole seconds')
  })
  it('waits for the initial cooldown as long as nothing was ever active', () => {
    const created = (createdAt: number, lastActiveAt: number | null = null) =>
      polled({ initialCooldownPeriod: 60 }, { currentReplicas: 1, createdAt, lastActiveAt }).replicas
    assert.deepEqual([created(940_000), created(939_999), created(990_000, 0)], [1, 0, 0])
  })
  it('leaves replicas above the minimum to the HPA', () => {
    assert.equal(polled({ minReplicaCount: 2 }, { currentReplicas: 9 }).replicas, 9)
  })
  it('does not lift an idle object up to its minimum', () => {
    assert.equal(polled({ minReplicaCount: 2, idleReplicaCount: 1 }, { currentReplicas: 1 }).replicas, 1)
  })
})
