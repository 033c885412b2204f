import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudEvent } from '../event/cloud-event.ts'
import { EventInvalidError } from '../event/errors.ts'
import { eventFromAmqp, eventToAmqp } from './amqp-binding.ts'

const smoke: CloudEvent = {
  specversion: '1.0',
  id: '1',
  source: '/cameras/north-gate',
  type: 'dev.bonghwa.smoke.detected',
  time: '2026-05-01T12:00:00Z',
}

describe('The AMQP binding of CloudEvents', () => {
  it('writes attributes as headers, the content type as the content type and data as the body', () => {
    const { contentType, headers, body } = eventToAmqp({ ...smoke, region: 'seoul', data: { score: 0.9 } })
    assert.equal(contentType, 'application/json')
    assert.equal(headers['cloudEvents:type'], 'dev.bonghwa.smoke.detected')
    assert.equal(headers['cloudEvents:region'], 'seoul')
    assert.equal(body.toString(), '{"score":0.9}')
  })

  const events: Record<string, CloudEvent> = {
    'no data': smoke,
    'JSON without a content type': { ...smoke, data: { 한글: ['불'] } },
    'JSON null': { ...smoke, data: null },
    'JSON with a content type': { ...smoke, datacontenttype: 'application/json', data: [1, 'two'] },
    'a text': { ...smoke, datacontenttype: 'text/plain', data: '불이야' },
    'a text as JSON': { ...smoke, datacontenttype: 'application/vnd.note+json', data: 'fire' },
    'bytes with a content type': { ...smoke, datacontenttype: 'image/jpeg', data: new Uint8Array([255, 0]) },
    'bytes without one': { ...smoke, data: new Uint8Array([1]) },
    'an object that its content type does not promise': {
      ...smoke,
      datacontenttype: 'application/xml',
      data: {},
    },
    'numbers and booleans as attributes': { ...smoke, severity: 3, confirmed: true },
    'an attribute longer than a frame': { ...smoke, subject: 'x'.repeat(9000), data: { score: 1 } },
  }
  for (const [name, event] of Object.entries(events)) {
    it(`gives back the event as it came: ${name}`, () => {
      assert.deepEqual(eventFromAmqp(asReceived(eventToAmqp(event))), event)
    })
  }

  it('reads the header names that a JMS bridge writes', () => {
    const headers = Object.fromEntries(
      Object.entries(smoke).map(([name, value]) => [`cloudEvents_${name}`, value]),
    )
    assert.deepEqual(eventFromAmqp({ headers, body: Buffer.alloc(0) }), smoke)
  })

  it('reads the structured content mode of another system', () => {
    const body = Buffer.from(JSON.stringify({ ...smoke, data: { score: 1 } }))
    const contentType = 'application/cloudevents+json; charset=utf-8'
    assert.deepEqual(eventFromAmqp({ contentType, body }), { ...smoke, data: { score: 1 } })
  })

  it('says which headers are missing from a message that is no event', () => {
    assert.throws(
      () => eventFromAmqp({ headers: { 'cloudEvents:id': '1' }, body: Buffer.from('x') }),
      (error) => error instanceof EventInvalidError && error.message.includes('cloudEvents:source'),
    )
  })
})

/** What the client library makes of a message on its way in. */
function asReceived({ contentType, headers, body }: ReturnType<typeof eventToAmqp>) {
  const received = { ...(contentType === undefined ? {} : { contentType }), headers }
  if (contentType === 'application/json') return { ...received, body: JSON.parse(body.toString()) }
  return { ...received, body: contentType === 'text/plain' ? body.toString() : body }
}
