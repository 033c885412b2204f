import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventsFromHttp, eventToHttp } from './http-binding.ts'

const event = { specversion: '1.0', id: '1', source: '/test', type: 'dev.example.seen' } as const

describe('An event over HTTP in the binary mode', () => {
  it('comes back as it went, whatever its data is', () => {
    for (const content of [
      {},
      { data: { score: 0.9, 한글: ['불'] }, datacontenttype: 'application/json' },
      { data: 'text', datacontenttype: 'application/json' },
      { data: 'ON', datacontenttype: 'text/plain' },
      { data: new Uint8Array([255, 216]), datacontenttype: 'image/jpeg' },
    ]) {
      const sent = { ...event, subject: '센서/100 %', ...content }
      assert.deepEqual(eventsFromHttp(eventToHttp(sent)), [sent])
    }
  })

  it('has text as it is, without quotes', () => {
    const { headers, body } = eventToHttp({ ...event, data: 'ON', datacontenttype: 'text/plain' })
    assert.equal(headers['content-type'], 'text/plain')
    assert.equal(new TextDecoder().decode(body), 'ON')
  })
})
