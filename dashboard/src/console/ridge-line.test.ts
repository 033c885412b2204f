import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fireHeight, skyline, sparks, stretches, summitSpots } from './ridge-line.ts'

describe('the ridge', () => {
  it('has one summit per region from left to right, the core the highest', () => {
    const summits = summitSpots(4, 1200, 240)
    assert.deepEqual(
      summits.map(({ x }) => x),
      summits.map(({ x }) => x).toSorted((a, b) => a - b),
    )
    assert.equal(Math.min(...summits.map(({ y }) => y)), summits[0]?.y)
  })

  it('passes through every summit and stays within its picture', () => {
    for (const [width, height] of [
      [390, 210],
      [1440, 240],
      [3840, 340],
    ] as const) {
      const summits = summitSpots(3, width, height)
      const line = skyline(summits, width, height)
      for (const summit of summits) {
        const nearest = line.reduce((a, b) => (Math.abs(b.x - summit.x) < Math.abs(a.x - summit.x) ? b : a))
        assert.ok(Math.abs(nearest.y - summit.y) < 6, `the line misses a summit at width ${width}`)
      }
      assert.ok(line.every(({ y }) => y > 0 && y < height))
    }
  })

  it('is the same hill every time', () => {
    const summits = summitSpots(2, 800, 240)
    assert.deepEqual(skyline(summits, 800, 240), skyline(summits, 800, 240))
  })

  it('is cut between summits without a gap', () => {
    const summits = summitSpots(2, 800, 240)
    const line = skyline(summits, 800, 240)
    const [left, right] = stretches(line, summits)
    assert.deepEqual(left?.points[0], line[0])
    assert.deepEqual(right?.points.at(-1), line.at(-1))
    assert.ok(right!.points[0]!.x <= left!.points.at(-1)!.x)
  })

  it('burns higher with each instance and not at all with none', () => {
    const heights = [0, 1, 2, 5, 20].map(fireHeight)
    assert.equal(heights[0], 0)
    assert.deepEqual(
      heights,
      heights.toSorted((a, b) => a - b),
    )
  })

  it('sends sparks that grow towards the summit that takes over', () => {
    const way = sparks({ x: 700, y: 100 }, { x: 100, y: 80 }, 40)
    assert.ok(way[0]!.x > way.at(-1)!.x)
    assert.ok(way[0]!.radius < way.at(-1)!.radius)
  })
})
