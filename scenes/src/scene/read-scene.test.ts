import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SceneInvalidError } from './errors.ts'
import { layoutOf } from './layout-of.ts'
import { readScene } from './read-scene.ts'
import { varied } from './varied.ts'

const good = `title: { en: A, ko: 가 }
place: { kind: alley, width: 7 }
cameras:
  - { name: wall, at: [-6, 4, 2], look: [0, 1, 0], fieldOfView: 40 }
`

const problemsOf = (text: string): readonly string[] => {
  try {
    readScene(text, 'street')
  } catch (error) {
    assert.ok(error instanceof SceneInvalidError)
    return error.problems
  }
  return []
}

describe('A scene file', () => {
  it('says little: the rest has its default', () => {
    const scene = readScene(good, 'street')
    assert.equal(scene.name, 'street')
    assert.deepEqual(scene.place, { kind: 'alley', width: 7, stalls: 3, bins: 3 })
    assert.equal(scene.incident, null)
    assert.equal(scene.weather, 'clear')
    assert.deepEqual(scene.actors, { traffic: 0, parked: 0, people: 0, twoWheelers: 0.1 })
  })

  it('is refused with the line and key of every mistake at once', () => {
    const text = `${good}hour: 25\nincident: { kind: flood, second: 3 }\nwether: rain\n`
    const problems = problemsOf(text)
    assert.equal(problems.length, 3)
    assert.match(
      problems.find((line) => line.includes('hour')) ?? '',
      /^street\.yaml:5 hour: must be at most 24$/,
    )
    assert.match(
      problems.find((line) => line.includes('incident')) ?? '',
      /^street\.yaml:6 incident\.kind: flood must be crash or motorcycle-fall or /,
    )
    assert.ok(problems.includes('street.yaml:7 wether: is no key here'))
  })

  it('is refused where a camera is incomplete, and where the place is unknown', () => {
    assert.deepEqual(problemsOf(good.replace(', fieldOfView: 40', '')), [
      'street.yaml:4 cameras[0].fieldOfView: is missing',
    ])
    assert.match(problemsOf(good.replace('alley', 'harbour')).join(), /^street\.yaml:2 place/)
  })

  it('is refused where it is no YAML', () => {
    assert.match(problemsOf('title: { en: A').join(), /^street\.yaml:1 /)
  })
})

describe('A varied scene', () => {
  const scene = readScene(
    `${good}randomise: { camera: 1, actors: [0, 3], hour: [6, 20], weather: [rain, fog] }\n`,
    'street',
  )

  it('follows from its seed and stays in its ranges', () => {
    assert.deepEqual(varied(scene, 5), varied(scene, 5))
    for (let seed = 0; seed < 50; seed += 1) {
      const other = varied(scene, seed)
      assert.ok(Math.abs(other.cameras[0]!.at[0] + 6) <= 1)
      assert.ok(other.hour >= 6 && other.hour <= 20)
      assert.ok(other.weather === 'rain' || other.weather === 'fog')
    }
    assert.notDeepEqual(varied(scene, 5).cameras, varied(scene, 6).cameras)
  })
})

describe('A layout', () => {
  it('is the same for the same scene, and another for another seed', () => {
    const scene = readScene(good, 'street')
    assert.deepEqual(layoutOf(scene), layoutOf(scene))
    assert.notDeepEqual(layoutOf(scene).buildings, layoutOf({ ...scene, seed: 2 }).buildings)
  })

  it('gives each lane a point a metre, so that along it is a distance', () => {
    for (const kind of ['intersection', 'car-park', 'motorway']) {
      for (const { points } of layoutOf(readScene(good.replace('alley, width: 7', kind), 'street')).lanes) {
        for (const [index, point] of points.slice(1).entries()) {
          const before = points[index]!
          assert.ok(Math.abs(Math.hypot(point[0] - before[0], point[1] - before[1]) - 1) < 0.05)
        }
      }
    }
  })
})
