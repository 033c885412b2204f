import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { distanceMeters } from '../camera/distance.ts'
import type { Incident } from './incident.ts'
import { incidentFromJson, incidentToJson } from './wire.ts'

describe('an incident on the wire', () => {
  it('has its instants as RFC 3339 strings and comes back the same', () => {
    const json = incidentToJson(incident)
    assert.equal(json.openedAt, '2026-11-24T05:05:09.000Z')
    assert.equal(json.closedAt, null)
    assert.deepEqual(incidentFromJson(JSON.parse(JSON.stringify(json))), incident)
  })

  it('that is not whole is refused with every field that is wrong', () => {
    const { camera: _, ...rest } = incidentToJson(incident)
    assert.throws(() => incidentFromJson({ ...rest, score: 2, openedAt: 'yesterday' }), {
      code: 'BONGHWA_INCIDENT_INVALID',
      message: /camera: .*openedAt: .*score: /,
    })
    assert.throws(() => incidentFromJson('fire'), { code: 'BONGHWA_INCIDENT_INVALID' })
  })

  it('may carry fields of a later version, which are left out', () => {
    assert.deepEqual(incidentFromJson({ ...incidentToJson(incident), smoke: true }), incident)
  })

  it('is read as it was written before movement was measured', () => {
    const { movement: _, ...old } = incidentToJson(incident)
    assert.deepEqual(incidentFromJson(old), { ...incident, movement: null })
  })
})

describe('the distance between two places', () => {
  it('is that of the map', () => {
    const seoul = { latitude: 37.5665, longitude: 126.978 }
    const daejeon = { latitude: 36.3504, longitude: 127.3845 }
    assert.ok(Math.abs(distanceMeters(seoul, daejeon) - 140_000) < 2000)
    assert.equal(distanceMeters(seoul, seoul), 0)
  })
})

const incident: Incident = {
  ...{ id: 'inc-1', label: 'fire', state: 'open', camera: 'north', region: 'seoul' },
  place: { latitude: 37.4979, longitude: 127.0276 },
  openedAt: Date.UTC(2026, 10, 24, 5, 5, 9),
  updatedAt: Date.UTC(2026, 10, 24, 5, 5, 12),
  closedAt: null,
  score: 0.71,
  box: { x: 300, y: 200, width: 80, height: 60 },
  detections: [{ label: 'fire', score: 0.71, box: { x: 300, y: 200, width: 80, height: 60 } }],
  evidence: 'e'.repeat(64),
  ...{ width: 640, height: 360, frames: 9, virtual: true, movement: 'left' },
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}
