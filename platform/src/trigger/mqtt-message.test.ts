import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventOfMessage, type MqttMessage } from './mqtt-message.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const event = (message: Partial<MqttMessage>) =>
  eventOfMessage(
    { topic: 'sensors/boiler', payload: bytes(''), ...message },
    'mqtt://broker:1883',
    Date.parse('2026-03-02T12:00:00Z'),
  )
const content = (message: Partial<MqttMessage>) => {
  const { data, datacontenttype } = event(message)
  return { data, datacontenttype }
}
const claimed = { specversion: '1.0', id: '7', source: '/boiler', type: 'com.example.boiler.overheated' }

describe('An MQTT message becomes an event', () => {
  it('of its own type, with the topic as the subject', () => {
    const { id, ...others } = event({ payload: bytes('{"celsius": 91}') })
    assert.deepEqual(others, {
      specversion: '1.0',
      source: 'mqtt://broker:1883',
      type: 'dev.bonghwa.mqtt.received',
      subject: 'sensors/boiler',
      time: '2026-03-02T12:00:00.000Z',
      data: { celsius: 91 },
    })
    assert.notEqual(id, event({}).id)
  })

  it('whose data is JSON, or else text, or else bytes', () => {
    assert.deepEqual(content({ payload: bytes('23.5') }), { data: 23.5, datacontenttype: undefined })
    assert.deepEqual(content({ payload: bytes('ON') }), { data: 'ON', datacontenttype: 'text/plain' })
    assert.deepEqual(content({ payload: new Uint8Array([0xff, 0xd8]) }), {
      data: new Uint8Array([0xff, 0xd8]),
      datacontenttype: 'application/octet-stream',
    })
    assert.deepEqual(content({}), { data: undefined, datacontenttype: undefined })
  })

  it('whose data is what its content type says, as long as it is that', () => {
    assert.deepEqual(content({ payload: bytes('7'), contentType: 'text/plain; charset=utf-8' }), {
      data: '7',
      datacontenttype: 'text/plain; charset=utf-8',
    })
    assert.deepEqual(content({ payload: bytes('7'), contentType: 'image/jpeg' }), {
      data: bytes('7'),
      datacontenttype: 'image/jpeg',
    })
    assert.deepEqual(content({ payload: bytes('{"a"'), contentType: 'application/json' }), {
      data: '{"a"',
      datacontenttype: 'text/plain',
    })
  })

  it('that it carries already, in the binary mode', () => {
    const message = { payload: bytes('{"celsius": 91}'), contentType: 'application/json' }
    assert.deepEqual(event({ ...message, userProperties: { ...claimed, region: 'daejeon' } }), {
      ...claimed,
      region: 'daejeon',
      datacontenttype: 'application/json',
      data: { celsius: 91 },
    })
  })

  it('that it carries already, in the structured mode', () => {
    const payload = bytes(JSON.stringify({ ...claimed, data: { celsius: 91 } }))
    assert.deepEqual(event({ payload, contentType: 'application/cloudevents+json; charset=utf-8' }), {
      ...claimed,
      data: { celsius: 91 },
    })
  })

  it('of its own type too when it claims to be one and is none: it is not lost', () => {
    const halfway = event({ payload: bytes('1'), userProperties: { specversion: '1.0', id: '7' } })
    assert.equal(halfway.type, 'dev.bonghwa.mqtt.received')
    assert.equal(halfway.data, 1)
    const contentType = 'application/cloudevents+json'
    assert.deepEqual(content({ payload: bytes('{"id": '), contentType }), {
      data: '{"id": ',
      datacontenttype: 'text/plain',
    })
    assert.deepEqual(content({ payload: bytes('{"id": "7"}'), contentType }), {
      data: { id: '7' },
      datacontenttype: undefined,
    })
  })
})
