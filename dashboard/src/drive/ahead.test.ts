import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Place } from '../api.ts'
import { nearestAhead } from './ahead.ts'
import { announce, type Said } from './announce.ts'
import { bearing, distance, turn } from './geodesy.ts'
import { type Motion, moved } from './motion.ts'
import type { RoadWarning } from './road-warnings.svelte.ts'

const gangnam = { latitude: 37.4979, longitude: 127.0276 }
const metre = 1 / 111_195

/** So many metres north and east of Gangnam station. */
function at(north: number, east = 0): Place {
  return {
    latitude: gangnam.latitude + north * metre,
    longitude: gangnam.longitude + (east * metre) / Math.cos((gangnam.latitude * Math.PI) / 180),
  }
}

function accident(place: Place, id = 'inc-1'): RoadWarning {
  return {
    id,
    geometry: { coordinates: [place.longitude, place.latitude] },
    properties: { label: 'accident', place: null, openedAt: '2026-11-24T05:05:09Z', virtual: true },
  }
}

const north: Motion = { place: gangnam, accuracy: 5, heading: 0, since: gangnam }
const coordinates = (place: Place, heading: number | null = null, speed: number | null = null) => ({
  ...place,
  accuracy: 5,
  heading,
  speed,
})

describe('Distance and bearing', () => {
  it('of Seoul to Daejeon are those of the map', () => {
    const seoul = { latitude: 37.5665, longitude: 126.978 }
    const daejeon = { latitude: 36.3504, longitude: 127.3845 }
    assert.equal(Math.round(distance(seoul, daejeon) / 100), 1400)
    assert.equal(Math.round(bearing(seoul, daejeon)), 165)
  })

  it('turn the short way round', () => {
    assert.equal(turn(350, 10), 20)
    assert.equal(turn(10, 350), -20)
  })
})

describe('What is ahead', () => {
  it('is the nearest on the way, not what is behind or off to the side', () => {
    const found = nearestAhead(north, [
      accident(at(900), 'far'),
      accident(at(480), 'near'),
      accident(at(-50), 'behind'),
      accident(at(100, 400), 'aside'),
    ])
    assert.equal(found?.warning.id, 'near')
    assert.equal(Math.round(found?.metres ?? 0), 480)
    assert.equal(Math.round(found?.direction ?? 90), 0)
  })

  it('counts more of the view near by, where a road may swing', () => {
    const found = nearestAhead(north, [accident(at(60, 60))])
    assert.equal(Math.round(found?.direction ?? 0), 45)
    assert.equal(nearestAhead(north, [accident(at(600, 600))]), undefined)
  })

  it('is nothing beyond three kilometres', () => {
    assert.equal(nearestAhead(north, [accident(at(3100))]), undefined)
  })

  it('is whatever is near while the heading is not known', () => {
    const standing = { ...north, heading: undefined }
    assert.equal(nearestAhead(standing, [accident(at(-700))])?.direction, undefined)
    assert.ok(nearestAhead(standing, [accident(at(-700))]))
    assert.equal(nearestAhead(standing, [accident(at(1100))]), undefined)
  })
})

describe('The heading', () => {
  it('is the receiver’s while the car drives', () => {
    assert.equal(moved(north, coordinates(at(1), 87, 12)).heading, 87)
  })

  it('is that of the way gone when the receiver has none', () => {
    const first = moved(undefined, coordinates(gangnam))
    assert.equal(first.heading, undefined)
    const still = moved(first, coordinates(at(5)))
    assert.equal(still.heading, undefined)
    assert.equal(Math.round(moved(still, coordinates(at(0, 20))).heading ?? 0), 90)
  })

  it('is kept by a car that stands, whatever the receiver’s noise', () => {
    assert.equal(moved(north, coordinates(at(-4), 270, 0.2)).heading, 0)
  })
})

describe('A warning is spoken', () => {
  it('a kilometre before and three hundred metres before, each once', () => {
    let said: Said = new Map()
    const spokenAt = [1400, 990, 700, 480, 290, 200, 310, 100].filter((metres) => {
      const next = announce({ warning: accident(at(metres)), metres, direction: 0 }, said)
      said = next.said
      return next.speak
    })
    assert.deepEqual(spokenAt, [990, 290])
  })

  it('once when it appears right ahead', () => {
    const right = { warning: accident(at(120)), metres: 120, direction: 0 }
    const first = announce(right, new Map())
    assert.equal(first.speak, true)
    assert.equal(announce({ ...right, metres: 900 }, first.said).speak, false)
  })

  it('for each incident of its own', () => {
    const { said } = announce({ warning: accident(at(900), 'a'), metres: 900, direction: 0 }, new Map())
    assert.equal(announce({ warning: accident(at(950), 'b'), metres: 950, direction: 0 }, said).speak, true)
  })
})
