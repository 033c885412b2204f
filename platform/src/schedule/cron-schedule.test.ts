import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CronError, cronSchedule, isTimeZone } from './cron-schedule.ts'

const next = (text: string, now: string, timeZone = 'UTC') =>
  new Date(cronSchedule(text, timeZone).next(Date.parse(now))).toISOString()

describe('A cron schedule', () => {
  it('comes next after the present, not at it', () => {
    assert.equal(next('0 8 * * *', '2026-03-02T07:59:59Z'), '2026-03-02T08:00:00.000Z')
    assert.equal(next('0 8 * * *', '2026-03-02T08:00:00Z'), '2026-03-03T08:00:00.000Z')
  })
  it('goes by the clocks of its zone', () => {
    assert.equal(next('0 8 * * *', '2026-03-02T00:00:00Z', 'Asia/Seoul'), '2026-03-02T23:00:00.000Z')
  })
  it('knows lists, ranges, steps and names', () => {
    assert.equal(next('*/20 9-17 * * mon-fri', '2026-03-06T17:41:00Z'), '2026-03-09T09:00:00.000Z')
    assert.equal(next('5,50 0 1 jan ?', '2026-01-01T00:05:00Z'), '2026-01-01T00:50:00.000Z')
    assert.equal(next('50/5 * * * *', '2026-01-01T00:51:00Z'), '2026-01-01T00:55:00.000Z')
  })
  it('takes either day when both are restricted, and the restricted one otherwise', () => {
    assert.equal(next('0 0 13 * fri', '2026-03-09T00:00:00Z'), '2026-03-13T00:00:00.000Z')
    assert.equal(next('0 0 10 * fri', '2026-03-09T00:00:00Z'), '2026-03-10T00:00:00.000Z')
    assert.equal(next('0 0 * * fri', '2026-03-09T00:00:00Z'), '2026-03-13T00:00:00.000Z')
  })
  it('skips a time that the clocks skip', () => {
    assert.equal(next('30 2 * * *', '2026-03-29T00:00:00Z', 'Europe/Berlin'), '2026-03-30T00:30:00.000Z')
  })
  it('goes on through an hour that the clocks show twice', () => {
    const ticks = ['2026-10-24T23:45:00Z']
    while (ticks.length < 7) ticks.push(next('*/30 * * * *', ticks.at(-1) ?? '', 'Europe/Berlin'))
    assert.deepEqual(
      ticks.slice(1).map((tick) => tick.slice(11, 16)),
      ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30'],
    )
    assert.equal(next('30 2 * * *', '2026-10-25T00:30:00Z', 'Europe/Berlin'), '2026-10-25T01:30:00.000Z')
  })
  it('may never come', () => {
    assert.equal(cronSchedule('0 0 31 feb *', 'UTC').next(0), Number.POSITIVE_INFINITY)
  })
  it('is refused with the field that is wrong', () => {
    for (const text of [
      '0 8 * *',
      '60 * * * *',
      '* * 0 * *',
      '* * * * 7',
      '5-1 * * * *',
      '*/0 * * * *',
      '1-2-3 * * * *',
    ]) {
      assert.throws(() => cronSchedule(text, 'UTC'), CronError)
    }
    assert.equal(isTimeZone('Asia/Seul'), false)
  })
})
