import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crashBackoffMs, decide, type Recommendations, type ScalingPolicy } from './decide.ts'

const policy: ScalingPolicy = {
  minReplicaCount: 0,
  maxReplicaCount: 4,
  cooldownPeriod: 30,
  value: 5,
  activationValue: 0,
}

/** Feeds `[second, metric]` readings through the decision and gives `[second, replicas]` at each change. */
function timeline(readings: readonly (readonly [number, number])[], changed: Partial<ScalingPolicy> = {}) {
  let recommendations: Recommendations = []
  const changes: [number, number][] = []
  for (const [second, metric] of readings) {
    const decision = decide({ ...policy, ...changed }, { now: second * 1000, metric }, recommendations)
    recommendations = decision.recommendations
    if (changes.at(-1)?.[1] !== decision.desiredReplicas) changes.push([second, decision.desiredReplicas])
  }
  return changes
}

describe('The autoscaler', () => {
  it('has nothing running while nothing happens', () => {
    assert.deepEqual(
      timeline([
        [0, 0],
        [100, 0],
      ]),
      [[0, 0]],
    )
  })

  it('wakes one replica at the first event and puts it out after the cooldown', () => {
    assert.deepEqual(
      timeline([
        [0, 0],
        [5, 1],
        [6, 0],
        [34, 0],
        [35, 0],
        [36, 0],
      ]),
      [
        [0, 0],
        [5, 1],
        [35, 0],
      ],
    )
  })

  it('counts the cooldown from the last activity', () => {
    assert.deepEqual(
      timeline([
        [0, 1],
        [20, 1],
        [21, 0],
        [49, 0],
        [50, 0],
      ]),
      [
        [0, 1],
        [50, 0],
      ],
    )
  })

  it('gives a replica for every five waiting events, up to the maximum', () => {
    assert.deepEqual(
      timeline([
        [0, 5],
        [1, 6],
        [2, 11],
        [3, 500],
      ]),
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    )
  })

  it('holds a higher count for the cooldown before it goes down', () => {
    assert.deepEqual(
      timeline([
        [0, 20],
        [10, 1],
        [29, 1],
        [30, 1],
        [59, 0],
        [60, 0],
      ]),
      [
        [0, 4],
        [30, 1],
        [60, 0],
      ],
    )
  })

  it('does not bring old counts back after zero', () => {
    assert.deepEqual(
      timeline([
        [0, 20],
        [1, 0],
        [30, 0],
        [31, 1],
      ]),
      [
        [0, 4],
        [30, 0],
        [31, 1],
      ],
    )
  })

  it('sleeps through a metric that is not above the activation value', () => {
    assert.deepEqual(
      timeline(
        [
          [0, 5],
          [1, 6],
        ],
        { activationValue: 5 },
      ),
      [
        [0, 0],
        [1, 2],
      ],
    )
  })

  it('never goes below the minimum', () => {
    assert.deepEqual(
      timeline(
        [
          [0, 0],
          [1, 20],
          [31, 0],
        ],
        { minReplicaCount: 2 },
      ),
      [
        [0, 2],
        [1, 4],
        [31, 2],
      ],
    )
  })

  it('waits twice as long after every crash, up to a minute', () => {
    assert.deepEqual([0, 1, 2, 3, 8, 20].map(crashBackoffMs), [0, 500, 1000, 2000, 60_000, 60_000])
  })
})
