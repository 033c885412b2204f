import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { age, table } from './table.ts'

const headings = ['NAME', 'REPLICAS', 'WAITING', 'PROBLEM']
const rows = [
  ['post-fire', '2/4', 17, 'spec.handler: ./post-fire.ts is not a file'],
  ['hello', '0/0', 0, ''],
]

describe('A table', () => {
  it('has columns as wide as their widest cell, and numbers to the right', () => {
    assert.equal(
      table(headings, rows, 200),
      [
        'NAME       REPLICAS  WAITING  PROBLEM',
        'post-fire  2/4            17  spec.handler: ./post-fire.ts is not a file',
        'hello      0/0             0',
      ].join('\n'),
    )
  })

  it('cuts the widest column until it fits the terminal', () => {
    assert.equal(
      table(headings, rows, 45),
      [
        'NAME       REPLICAS  WAITING  PROBLEM',
        'post-fire  2/4            17  spec.handler: …',
        'hello      0/0             0',
      ].join('\n'),
    )
  })

  it('keeps names, headings and numbers whole on a terminal that is too narrow for them', () => {
    assert.equal(
      table(headings, rows, 10),
      [
        'NAME       REPLICAS  WAITING  PROBLEM',
        'post-fire  2/4            17  spec.h…',
        'hello      0/0             0',
      ].join('\n'),
    )
  })
})

describe('An age', () => {
  const now = Date.parse('2024-05-01T12:00:00Z')
  it('is told in the one unit that says enough', () => {
    const before = (seconds: number) => age(new Date(now - seconds * 1000).toISOString(), now)
    assert.deepEqual([42, 180, 18_000, 172_800].map(before), ['42s', '3m', '5h', '2d'])
  })

  it('of what never was is a dash', () => {
    assert.equal(age(null, now), '-')
  })
})
