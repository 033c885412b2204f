import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudEvent } from '../event/cloud-event.ts'
import { meets } from './where.ts'

const event = (data: unknown, attributes: Partial<CloudEvent> = {}): CloudEvent => ({
  specversion: '1.0',
  id: '1',
  source: '/test',
  type: 'dev.bonghwa.test.seen',
  data,
  ...attributes,
})

describe('`where` of a subscription', () => {
  it('asks for a value, or for one of a list', () => {
    assert.equal(meets({ label: 'fire' }, event({ label: 'fire' })), true)
    assert.equal(meets({ label: ['fire', 'smoke'] }, event({ label: 'smoke' })), true)
    assert.equal(meets({ label: 'fire' }, event({ label: 'smoke' })), false)
    assert.equal(meets({ label: 'fire', score: 1 }, event({ label: 'fire' })), false)
  })

  it('looks into the data first, then among the attributes', () => {
    assert.equal(meets({ region: 'seoul' }, event({ region: 'daejeon' }, { region: 'seoul' })), false)
    assert.equal(meets({ region: 'seoul' }, event({}, { region: 'seoul' })), true)
    assert.equal(meets({ subject: 'a' }, event(new Uint8Array(1), { subject: 'a' })), true)
  })

  it('reaches nested data by dots', () => {
    const seen = event({ type: 'new', after: { label: 'person', zone: { name: 'yard' } }, 'a.b': 1 })
    assert.equal(meets({ 'after.label': ['person', 'car'], 'after.zone.name': 'yard' }, seen), true)
    assert.equal(meets({ 'after.label.x': 'person' }, seen), false)
    assert.equal(meets({ 'before.label': 'person' }, seen), false)
    assert.equal(meets({ 'a.b': 1 }, seen), true)
  })
})
