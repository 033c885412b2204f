import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Camera, IncidentFeature } from '../../api.ts'
import { emptyPicture, type Picture } from '../../picture.ts'
import { type Chain, followed } from './chain.ts'

const startedAt = Date.UTC(2026, 10, 24, 5)
const after = (seconds: number) => new Date(startedAt + seconds * 1000).toISOString()
const begun: Chain = { camera: 'stage', startedAt }
const follow = (chain: Chain, picture: Partial<Picture>) =>
  followed(chain, { ...emptyPicture, ...picture }, ['accident'])

const seen = (seconds: number, label?: string) => {
  const box = { x: 0, y: 0, width: 9, height: 9 }
  const detections = label === undefined ? [] : [{ label, score: 0.7, box }]
  return [
    { id: 'stage', frame: { width: 640, height: 360, capturedAt: after(seconds), detections } },
  ] as unknown as Camera[]
}
const incident = (seconds: number, more: object = {}) =>
  [
    {
      id: 'inc',
      properties: {
        ...{ id: 'inc', label: 'accident', camera: 'stage', openedAt: after(seconds), outcomes: [] },
        ...more,
      },
    },
  ] as unknown as IncidentFeature[]

describe('what was staged', () => {
  it('is followed from the first picture that moved to its outcome', () => {
    const moved = follow(begun, { cameras: seen(1) })
    assert.deepEqual(moved, { ...begun, moved: { at: startedAt + 1000 } })
    const detected = follow(moved, { cameras: seen(5, 'accident') })
    assert.deepEqual(detected.detected, { at: startedAt + 5000, label: 'accident', score: 0.7 })
    const starts = [{ at: startedAt + 6100, function: 'map-accident', instance: 'i', tier: 'frozen' }]
    const outcomes = [{ kind: 'pin', function: 'map-accident', at: after(6.5), id: 'p', status: 'published' }]
    const whole = follow(detected, { cameras: seen(7), starts, incidents: incident(6, { outcomes }) })
    assert.equal(whole.detected, detected.detected)
    assert.equal(whole.incident?.id, 'inc')
    assert.deepEqual(whole.woken, { at: startedAt + 6100, function: 'map-accident', tier: 'frozen' })
    assert.deepEqual(whole.outcome, { at: startedAt + 6500, kind: 'pin', status: 'published' })
  })

  it('is not what the camera showed before, what another saw, or something else', () => {
    const none = follow(begun, { cameras: seen(-3, 'accident'), incidents: incident(-2) })
    assert.deepEqual(none, begun)
    assert.equal(follow(begun, { incidents: incident(3, { camera: 'gate' }) }).incident, undefined)
    assert.equal(follow(begun, { incidents: incident(3, { label: 'fire' }) }).incident, undefined)
    assert.equal(follow(begun, { cameras: seen(3, 'vehicle') }).detected, undefined)
  })
})
