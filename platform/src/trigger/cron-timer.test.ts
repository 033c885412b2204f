import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cronSchedule } from '../schedule/cron-schedule.ts'
import { cronTimer } from './cron-timer.ts'

describe('A cron timer', () => {
  it('calls back at each tick, also of a schedule that comes once in a month', (test) => {
    test.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-01-31T00:00:30Z') })
    const ticks: string[] = []
    using timer = cronTimer(cronSchedule('0 9 1 * *', 'Asia/Seoul'), (tick) =>
      ticks.push(new Date(tick).toISOString()),
    )
    assert.ok(timer)
    // Minute by minute: a mocked timer that is set within a longer step would be set at the step's end.
    for (let minute = 0; minute < 60 * 24 * 30; minute++) test.mock.timers.tick(60_000)
    assert.deepEqual(ticks, ['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'])
  })

  it('notices within a minute that the clock was set', (test) => {
    test.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-01-31T00:00:00Z') })
    const ticks: string[] = []
    using timer = cronTimer(cronSchedule('0 12 * * *', 'UTC'), (tick) =>
      ticks.push(new Date(tick).toISOString()),
    )
    assert.ok(timer)
    test.mock.timers.setTime(Date.parse('2026-01-31T11:59:30Z'))
    test.mock.timers.tick(60_000)
    assert.deepEqual(ticks, ['2026-01-31T12:00:00.000Z'])
  })

  it('is silent once it is disposed of', (test) => {
    test.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-01-31T00:00:30Z') })
    let ticks = 0
    const timer = cronTimer(cronSchedule('* * * * *', 'UTC'), () => ticks++)
    test.mock.timers.tick(30_000)
    timer[Symbol.dispose]()
    test.mock.timers.tick(120_000)
    assert.equal(ticks, 1)
  })
})
