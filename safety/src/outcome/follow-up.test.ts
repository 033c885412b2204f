import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { followUpPart, shareOf, type Told } from './follow-up.ts'
import { sampleIncident } from './sample.ts'

const incident = sampleIncident()
const post: Told = { part: 'post', at: incident.openedAt, share: shareOf(incident) }
const later = (minutes: number) => incident.openedAt + minutes * 60_000
const larger = { ...incident.box, width: 2 * incident.box.width }

describe('What is told of an incident after its post', () => {
  it('is that a fire takes up twice as much of the picture, not more often than every two minutes', () => {
    const grown = { ...incident, box: larger, updatedAt: later(2) }
    assert.equal(followUpPart(grown, post, 0), 'grown')
    assert.equal(followUpPart({ ...grown, updatedAt: later(1) }, post, 0), undefined)
    assert.equal(followUpPart({ ...grown, box: incident.box }, post, 0), undefined)
    assert.equal(followUpPart({ ...grown, label: 'gun' }, post, 0), undefined)
  })

  it('is that it is seen no more, and that it is seen again', () => {
    const closed = { ...incident, state: 'closed', closedAt: later(3) } as const
    assert.equal(followUpPart(closed, post, 0), 'closed')
    const told: Told = { ...post, part: 'closed', at: later(3) }
    assert.equal(followUpPart({ ...closed, closedAt: later(4) }, told, 1), undefined)
    assert.equal(followUpPart({ ...incident, updatedAt: later(4) }, told, 1), 'reopened')
  })

  it('is never older than what was told last, and has an end', () => {
    const closed = { ...incident, state: 'closed', closedAt: later(3) } as const
    assert.equal(followUpPart(closed, { ...post, at: later(4) }, 0), undefined)
    assert.equal(followUpPart(closed, post, 8), undefined)
  })
})
