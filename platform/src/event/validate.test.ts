import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EventInvalidError } from './errors.ts'
import { validEvent } from './validate.ts'

const minimal = { specversion: '1.0', id: '1', source: '/test', type: 'dev.bonghwa.test.happened' }

const problems = (candidate: unknown): string => {
  try {
    validEvent(candidate)
    return ''
  } catch (error) {
    assert.ok(error instanceof EventInvalidError)
    return /^This is not a CloudEvent 1\.0: (.*?)\. Send /.exec(error.message)?.[1] ?? error.message
  }
}

describe('A CloudEvent', () => {
  it('has four attributes at least, and may have others and any data', () => {
    assert.deepEqual(validEvent(minimal), minimal)
    const rich = { ...minimal, time: '2024-02-29T23:59:60.5+09:00', region: 'seoul', attempts: 3, data: null }
    assert.deepEqual(validEvent(rich), rich)
  })

  it('is told everything that is wrong with it at once', () => {
    assert.equal(
      problems({ specversion: '0.3', id: '', source: 7, subject: '', Upper: 'x', list: [], data: [] }),
      '"specversion" must be "1.0"; "id" must be a text that is not empty; ' +
        '"source" must be a text that is not empty; "subject" must be a text that is not empty; ' +
        '"Upper" is no attribute name: use lower-case letters and digits; ' +
        '"list" must be a text, a number or a boolean; "type" must be a text that is not empty',
    )
    assert.match(problems({}), /"specversion" .*"id" .*"source" .*"type"/)
  })

  it('is an object', () => {
    for (const candidate of [undefined, null, 'event', [minimal]])
      assert.equal(problems(candidate), 'an event must be a JSON object')
  })

  it('has a time of RFC 3339, or none', () => {
    assert.equal(problems({ ...minimal, time: undefined }), '')
    for (const time of ['2024-02-30T00:00:00Z', '2024-13-01T00:00:00Z', '2024-01-01T24:00:00Z'])
      assert.equal(problems({ ...minimal, time }), '"time" must be an RFC 3339 time')
    for (const time of ['2024-01-01', '2024-01-01T00:00:00', 'yesterday', 1_704_067_200])
      assert.equal(problems({ ...minimal, time }), '"time" must be an RFC 3339 time')
  })
})
