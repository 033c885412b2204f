import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { IncidentFeature } from '../api.ts'
import { afterglow, pins } from './pins.ts'
import { wedgePath } from './wedge.ts'

const now = Date.parse('2026-11-24T05:10:00Z')

describe('pins on the map', () => {
  it('show one pin per camera and label, the open one, with how often it was', () => {
    const shown = pins([incident('2', 'a', 'fire', now - 1000), incident('1', 'a', 'fire', null)], now)
    assert.deepEqual(
      shown.map(({ incident, count }) => [incident.id, count]),
      [['1', 2]],
    )
  })

  it('stand side by side when one camera sees two things', () => {
    const shown = pins([incident('1', 'a', 'fire', null), incident('2', 'a', 'accident', null)], now)
    assert.deepEqual(
      shown.map(({ slot }) => slot),
      [0, 1],
    )
  })

  it('leave the map a while after it is over', () => {
    assert.equal(pins([incident('1', 'a', 'fire', now - afterglow - 1)], now).length, 0)
  })
})

describe("a camera's wedge", () => {
  it('opens around its heading, north being up', () => {
    assert.equal(wedgePath(0, 90, 10), 'M0 0L-7.1 -7.1A10 10 0 0 1 7.1 -7.1Z')
    assert.equal(wedgePath(90, 90, 10), 'M0 0L7.1 -7.1A10 10 0 0 1 7.1 7.1Z')
  })
})

function incident(id: string, camera: string, label: string, closedAt: number | null): IncidentFeature {
  return {
    id,
    properties: {
      camera,
      label,
      state: closedAt === null ? 'open' : 'closed',
      closedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
    },
  } as IncidentFeature
}
