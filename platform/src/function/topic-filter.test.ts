import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { topicFilterProblem, topicMatches } from './topic-filter.ts'

describe('An MQTT topic filter', () => {
  it('has + for any one level', () => {
    assert.equal(topicMatches('frigate/+/events', 'frigate/yard/events'), true)
    assert.equal(topicMatches('frigate/+/events', 'frigate//events'), true)
    assert.equal(topicMatches('frigate/+/events', 'frigate/yard/person/events'), false)
    assert.equal(topicMatches('frigate/+/events', 'frigate/events'), false)
    assert.equal(topicMatches('+', 'frigate/events'), false)
  })

  it('has # for the level above and all that is below it', () => {
    assert.equal(topicMatches('sensors/#', 'sensors'), true)
    assert.equal(topicMatches('sensors/#', 'sensors/a/b'), true)
    assert.equal(topicMatches('sensors/#', 'sensor'), false)
    assert.equal(topicMatches('#', 'anything/at/all'), true)
  })

  it("does not mean the broker's own topics by a wildcard", () => {
    assert.equal(topicMatches('#', '$SYS/broker/uptime'), false)
    assert.equal(topicMatches('+/broker/uptime', '$SYS/broker/uptime'), false)
    assert.equal(topicMatches('$SYS/#', '$SYS/broker/uptime'), true)
  })

  it('may be shared by a group, which is no part of the topic', () => {
    assert.equal(topicMatches('$share/edge/sensors/+', 'sensors/a'), true)
    assert.equal(topicFilterProblem('$share/edge/sensors/+'), undefined)
  })

  it('is refused when a broker would refuse it', () => {
    for (const filter of ['', 'a+/b', 'a/b#', '#/a', 'a/#/b', '$share/edge', 'a\0b', 'x'.repeat(65_536)]) {
      assert.notEqual(topicFilterProblem(filter), undefined, filter.slice(0, 20))
    }
    for (const filter of ['a', '/', '#', '+/+/#', 'a//b', '센서/+']) {
      assert.equal(topicFilterProblem(filter), undefined, filter)
    }
  })
})
