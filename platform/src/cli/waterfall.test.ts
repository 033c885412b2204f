import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SegmentView } from '../gateway/views.ts'
import { waterfall } from './waterfall.ts'

const at = (ms: number) => new Date(Date.UTC(2026, 10, 24) + ms).toISOString()
const segment = (
  name: string,
  start: number,
  duration: number,
  more: Partial<SegmentView> = {},
): SegmentView => ({
  name,
  start: at(start),
  duration,
  attributes: {},
  ...more,
})

describe('The waterfall of a trace', () => {
  it('draws each segment where it lies in the whole, and tells how the function was woken', () => {
    const drawn = waterfall(
      [
        segment('queued', 0, 25, { function: 'post', region: 'seoul', parentId: '1' }),
        segment('woken', 25, 50, { function: 'post', region: 'seoul', parentId: '1', tier: 'cold' }),
        segment('handled', 75, 25, { function: 'post', region: 'seoul', parentId: '1', attempt: 1 }),
        segment('posted', 75, 12.5, { function: 'post', region: 'seoul', parentId: '1' }),
      ],
      63,
    )
    assert.equal(
      drawn,
      [
        'SEGMENT       FUNCTION  REGION  MS',
        'queued        post      seoul       25.0  █████',
        'woken (cold)  post      seoul       50.0       ██████████',
        'handled       post      seoul       25.0                 █████',
        '  posted      post      seoul       12.5                 ██▌',
        '100.0 ms in all, from 2026-11-24T00:00:00.000Z.',
      ].join('\n'),
    )
  })

  it('says of a failure what it was', () => {
    const drawn = waterfall([segment('handled', 0, 5, { error: 'no such table\n    at x', attempt: 2 })])
    assert.match(drawn, /^handled #2 .*█ {2}no such table$/m)
  })

  it('says so when nothing is kept', () => {
    assert.equal(waterfall([]), 'Nothing is kept of this trace.')
  })
})
