import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { laneRegion } from './lane-region.ts'
import { deadAfterMs, homeOf, isAlive, placeWork } from './place.ts'
import { distanceKm, type Region, rankFrom } from './region.ts'

const seoul: Region = {
  name: 'seoul',
  place: { latitude: 37.5665, longitude: 126.978 },
  core: true,
  nodes: ['seoul-1'],
}
const daejeon: Region = {
  name: 'daejeon',
  place: { latitude: 36.3504, longitude: 127.3845 },
  core: false,
  nodes: ['daejeon-1'],
}
const busan: Region = {
  name: 'busan',
  place: { latitude: 35.1796, longitude: 129.0756 },
  core: false,
  nodes: ['busan-1'],
}
const regions = [seoul, daejeon, busan]
const all = new Set(['seoul', 'daejeon', 'busan'])
const without = (name: string) => new Set([...all].filter((other) => other !== name))

describe('Placement', () => {
  it('knows that Seoul and Daejeon are 140 km apart', () => {
    assert.equal(Math.round(distanceKm(seoul.place, daejeon.place)), 140)
  })

  it('ranks a region itself first and its neighbours by distance', () => {
    assert.deepEqual(
      rankFrom(regions, busan).map(({ name }) => name),
      ['busan', 'daejeon', 'seoul'],
    )
  })

  it('keeps work at home while home answers', () => {
    assert.equal(placeWork('nearest', daejeon, regions, all)?.name, 'daejeon')
  })

  it('moves the work of a dead region to its nearest living neighbour', () => {
    assert.equal(placeWork('nearest', daejeon, regions, without('daejeon'))?.name, 'seoul')
    assert.equal(placeWork('nearest', busan, regions, without('busan'))?.name, 'daejeon')
  })

  it('lets work wait when no region answers', () => {
    assert.equal(placeWork('nearest', daejeon, regions, new Set()), undefined)
  })

  it('runs everything in the core, or in a named region, when the function says so', () => {
    assert.equal(placeWork('core', busan, regions, all)?.name, 'seoul')
    assert.equal(placeWork('busan', seoul, regions, all)?.name, 'busan')
  })

  it('has publishers choose the nearest living lane for a dead region, and its own for all that is pinned', () => {
    const chosen = (placement: string, dead: readonly string[]) =>
      laneRegion(placement, busan, regions, (name) => !dead.includes(name)).name
    assert.equal(chosen('nearest', []), 'busan')
    assert.equal(chosen('nearest', ['busan']), 'daejeon')
    assert.equal(chosen('any', ['busan', 'daejeon']), 'seoul')
    assert.equal(chosen('nearest', ['busan', 'daejeon', 'seoul']), 'busan', 'it waits at home')
    assert.equal(chosen('core', ['busan']), 'busan')
    assert.equal(chosen('seoul', ['seoul', 'busan']), 'busan')
  })

  it('gives an event without a known region to the core', () => {
    assert.equal(homeOf({ region: 'daejeon' }, regions).name, 'daejeon')
    assert.equal(homeOf({ region: 'jeju' }, regions).name, 'seoul')
    assert.equal(homeOf({}, regions).name, 'seoul')
  })

  it('calls a node dead only after it was silent for two seconds', () => {
    assert.equal(isAlive(10_000, 10_000 + deadAfterMs), true)
    assert.equal(isAlive(10_000, 10_001 + deadAfterMs), false)
  })
})
