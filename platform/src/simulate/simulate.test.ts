import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { agenda } from './agenda.ts'
import { atEveryEvent, atPolls, type Scale } from './count-scaler.ts'
import { dice } from './dice.ts'
import { draw, quantiles } from './durations.ts'
import { reportOf } from './report.ts'
import { readScenario, regionsOf, type Scenario, waysOf } from './scenario.ts'
import { simulateDay } from './simulate.ts'
import { type SimulatedLane, simulatedLane } from './simulated-lane.ts'
import { site } from './site.ts'
import { level, tally } from './tally.ts'

const korea = readScenario(join(import.meta.dirname, '../../scenarios/korea.yaml'))
const few: Scenario = { ...korea, cameras: 60, storms: [], outages: [] }
const [processes, , polled] = waysOf(few)

describe('An agenda', () => {
  it('lets things happen by time, and what falls on one instant in the order of arrangement', () => {
    const calendar = agenda()
    const chance = dice(1)
    const wanted = Array.from({ length: 2000 }, (_, order) => ({
      time: Math.floor(chance.share() * 50),
      order,
    }))
    const happened: { time: number; order: number }[] = []
    for (const one of wanted) calendar.at(one.time, () => happened.push(one))
    calendar.runUntil(100)
    assert.deepEqual(
      happened,
      wanted.toSorted((a, b) => a.time - b.time || a.order - b.order),
    )
    assert.equal(calendar.now, 100)
  })

  it('leaves what is later for later', () => {
    const calendar = agenda()
    const happened: number[] = []
    for (const time of [5, 15]) calendar.at(time, () => happened.push(calendar.now))
    calendar.runUntil(10)
    assert.deepEqual(happened, [5])
    calendar.runUntil(20)
    assert.deepEqual(happened, [5, 15])
  })
})

describe('Counting', () => {
  it('tells quantiles to within two per cent', () => {
    const times = tally()
    for (let ms = 1; ms <= 10_000; ms++) times.add(ms)
    for (const share of [0.01, 0.5, 0.95, 0.99]) {
      assert.ok(Math.abs((times.quantile(share) ?? 0) / (share * 10_000) - 1) < 0.02)
    }
    assert.equal(tally().quantile(0.5), undefined)
  })

  it('means a level minute by minute', () => {
    const amount = level(180_000)
    amount.set(30_000, 2)
    amount.set(90_000, 4)
    assert.deepEqual([...amount.minutes(180_000)], [1, 3, 4])
    assert.equal(amount.total(180_000), 8 * 60_000)
    assert.equal(amount.most, 4)
  })

  it('draws durations whose quantiles are those given', () => {
    const chance = dice(7)
    const drawn = Array.from({ length: 40_000 }, () => draw([10, 20, 80], chance))
    const [least = 0, median = 0, most = 0] = quantiles(drawn, 3)
    assert.ok(least >= 10 && most <= 80)
    assert.ok(Math.abs(median - 20) < 1)
  })
})

const scale: Scale = {
  activation: 'push',
  minReplicaCount: 0,
  maxReplicaCount: 3,
  cooldownPeriod: 10,
  pollingInterval: 30,
  value: 2,
  activationValue: 0,
}

function oneLane(decides: 'every event' | 'polls', starts = { cold: [100] }) {
  const calendar = agenda()
  const place = site({ boots: 8, standby: 0, frozen: { count: 0, seconds: 0 } }, calendar, dice(1))
  const lane: SimulatedLane = simulatedLane({
    name: 'work here',
    starts,
    maxLength: 100,
    agenda: calendar,
    end: 3_600_000,
    workplace: () => place,
    scaler: (counts, changed) =>
      decides === 'polls'
        ? atPolls('work', scale, 0.5, counts, calendar, changed)
        : atEveryEvent(scale, calendar),
  })
  const offerAt = (at: number, handlingMs = 50) =>
    calendar.at(at, () => lane.offer({ at: calendar.now, handlingMs }))
  return { calendar, lane, offerAt }
}

describe('A simulated lane', () => {
  it('wakes for an event, stays for its cooldown, and sleeps', () => {
    const { calendar, lane, offerAt } = oneLane('every event')
    offerAt(1000)
    calendar.runUntil(60_000)
    assert.equal(lane.figures.handled, 1)
    // Woken in 100 ms; present until ten seconds after it was last wanted, found at the next tick.
    const present = lane.figures.instances.total(60_000)
    assert.ok(present >= 10_150 && present <= 10_400, `${present} ms`)
    assert.equal(lane.figures.instances.most, 1)
  })

  it('has as many instances as the events ask for, and no more than it may', () => {
    const { calendar, lane, offerAt } = oneLane('every event')
    for (let n = 0; n < 40; n++) offerAt(1000)
    calendar.runUntil(60_000)
    assert.equal(lane.figures.handled, 40)
    assert.equal(lane.figures.instances.most, 3)
  })

  it("waits for KEDA's poll where polls decide, and is held for its cooldown after the last active one", () => {
    const { calendar, lane, offerAt } = oneLane('polls')
    // The first poll is at 15 s, so the next one sees it at 45 s.
    offerAt(16_000)
    calendar.runUntil(44_900)
    assert.equal(lane.figures.handled, 0)
    calendar.runUntil(45_200)
    assert.equal(lane.figures.handled, 1)
    calendar.runUntil(300_000)
    assert.equal(lane.figures.instances.most, 1)
    assert.ok(lane.figures.instances.total(300_000) < 120_000)
  })

  it('drops the oldest when it is full, and counts it', () => {
    const { calendar, lane, offerAt } = oneLane('every event')
    for (let n = 0; n < 103; n++) offerAt(1000)
    calendar.runUntil(60_000)
    assert.equal(lane.figures.dropped, 3)
    assert.equal(lane.figures.handled, 100)
  })

  it('hands out again what lost nodes had', () => {
    const { calendar, lane, offerAt } = oneLane('every event')
    offerAt(1000, 500)
    calendar.at(1300, () => lane.lost())
    calendar.runUntil(60_000)
    assert.equal(lane.figures.repeated, 1)
    assert.equal(lane.figures.handled, 1)
  })
})

describe('A simulated day', () => {
  it('is the same for the same seed, and another for another', () => {
    const report = (seed: number) => JSON.stringify(reportOf(few, simulateDay(few, processes!, seed, 1)))
    assert.equal(report(1), report(1))
    assert.notEqual(report(1), report(2))
  })

  it('wakes by events sooner than by polls, with fewer instances', () => {
    const [ours, theirs] = [processes!, polled!].map((way) => reportOf(few, simulateDay(few, way, 1, 24)))
    assert.ok(ours!.toIncident.count > 300)
    assert.ok(ours!.toFunction.p50! * 100 < theirs!.toFunction.p50!)
    assert.ok(ours!.instances.hours < theirs!.instances.hours)
  })

  it('handles the frames of a lost region elsewhere, and loses none that was published', () => {
    const stormy: Scenario = { ...few, outages: [{ region: 'daejeon', from: 0.2, until: 0.6 }] }
    const day = simulateDay(stormy, processes!, 3, 1)
    const daejeon = day.lanes.find((lane) => lane.region === 'daejeon' && lane.function === 'detect')!
    const calm = simulateDay(few, processes!, 3, 1).lanes.find(
      (lane) => lane.region === 'daejeon' && lane.function === 'detect',
    )!
    assert.equal(daejeon.totals.dropped, 0)
    assert.ok(daejeon.totals.handled > calm.totals.handled * 0.7)
  })

  it('divides all cameras among the regions', () => {
    const regions = regionsOf(korea)
    assert.equal(regions.length, 17)
    assert.equal(
      regions.reduce((sum, { cameras }) => sum + cameras, 0),
      100_000,
    )
  })
})

describe('A scenario', () => {
  it('is refused with every mistake named', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-scenario-'))
    context.after(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'day.yaml')
    writeFileSync(
      file,
      'apiVersion: bonghwa.dev/v1\nkind: Scenario\nmetadata: { name: x }\nspec:\n  cameras: 0\n',
    )
    assert.throws(
      () => readScenario(file),
      (error: Error) =>
        error.message.includes(`${file}:5 spec.cameras: must be at least 1`) &&
        error.message.includes('spec.regions: is missing'),
    )
  })
})
