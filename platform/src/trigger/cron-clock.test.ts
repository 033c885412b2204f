import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cronSchedule } from '../schedule/cron-schedule.ts'
import { lookAtClock, startCronClock } from './cron-clock.ts'

const everyFiveMinutes = cronSchedule('*/5 * * * *', 'UTC')

/** The ticks that looks at these times of one day find. */
function ticks(...looks: string[]): string[] {
  const [first = '', ...later] = looks.map((time) => `2026-03-02T${time}Z`)
  let clock = startCronClock(everyFiveMinutes, Date.parse(first))
  return later.flatMap((time) => {
    const found = lookAtClock(everyFiveMinutes, clock, Date.parse(time))
    clock = found.clock
    return found.tick === undefined ? [] : [new Date(found.tick).toISOString().slice(11, 16)]
  })
}

describe('A cron clock', () => {
  it('ticks when the time has come, once, whenever it is looked at', () => {
    assert.deepEqual(ticks('12:00:00', '12:04:59', '12:05:00', '12:05:00', '12:06:00', '12:10:02'), [
      '12:05',
      '12:10',
    ])
  })

  it('does not tick for the minute in which it starts', () => {
    assert.deepEqual(ticks('12:05:00', '12:05:01'), [])
  })

  it('makes one tick of those that passed while the machine slept', () => {
    assert.deepEqual(ticks('12:00:00', '13:31:00', '13:32:00', '13:35:00'), ['12:05', '13:35'])
  })

  it('does not repeat its ticks when the clock is set back a little', () => {
    assert.deepEqual(ticks('12:00:00', '12:05:00', '12:03:00', '12:05:00', '12:10:00'), ['12:05', '12:10'])
  })

  it('believes a clock that is set back by hours', () => {
    assert.deepEqual(ticks('12:00:00', '12:05:00', '03:01:00', '03:05:00'), ['12:05', '03:05'])
  })
})
