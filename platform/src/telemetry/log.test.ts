import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { jsonLine, textLine } from './log.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const at = Date.UTC(2026, 10, 24, 5, 0, 1, 250)
const said = {
  at,
  level: 'info',
  message: 'a pin\non the map',
  function: 'pin',
  instance: 'pin-1',
  traceId,
} as const

describe('What a service says', () => {
  it('is one JSON object for each record, with the trace that it belongs to', () => {
    const line = jsonLine(said)
    assert.equal(line.split('\n').length, 1)
    assert.deepEqual(JSON.parse(line), {
      time: '2026-11-24T05:00:01.250Z',
      level: 'info',
      message: 'a pin\non the map',
      'faas.name': 'pin',
      'faas.instance': 'pin-1',
      trace_id: traceId,
    })
    assert.deepEqual(Object.keys(JSON.parse(jsonLine({ level: 'warn', message: 'no trace' }))), [
      'time',
      'level',
      'message',
    ])
  })

  it('is a line to read in a terminal', () => {
    assert.match(
      textLine(said),
      /^\d\d:\d\d:01 pin-1: a pin\non the map {2}trace 0af7651916cd43dd8448eb211c80319c$/,
    )
    assert.match(textLine({ level: 'error', message: 'no broker' }), /^\d\d:\d\d:\d\d ERROR no broker$/)
  })
})
