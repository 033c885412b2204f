// node bench/simulate-validate.ts [MINUTES]: one log of events through the real platform and through `bonghwa simulate`'s
// model, three times: how far instance-seconds and waits are apart.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadFunctions, openPlatform, type Platform } from '@bonghwa/platform'
import { eventually } from '@bonghwa/platform/testing'
import { agenda } from '../platform/src/simulate/agenda.ts'
import { atEveryEvent } from '../platform/src/simulate/count-scaler.ts'
import { dice } from '../platform/src/simulate/dice.ts'
import { quantiles } from '../platform/src/simulate/durations.ts'
import { simulatedLane } from '../platform/src/simulate/simulated-lane.ts'
import { type Starts, site } from '../platform/src/simulate/site.ts'
import { sharedClock } from './wake/clock.ts'

interface LoggedEvent {
  /** Milliseconds since the beginning. */
  readonly at: number
  readonly handlingMs: number
}

/** What a run of a log came to. */
interface Outcome {
  readonly instanceSeconds: number
  /** Published to entered, milliseconds, by event. */
  readonly waits: readonly number[]
}

const minutes = Number(process.argv[2] ?? 2)
const cooldownMs = 8000
const standby = 2

const folder = mkdtempSync(join(tmpdir(), 'bonghwa-validate-'))
await using platform = await openPlatform({
  regions: [{ name: 'here', place: { latitude: 0, longitude: 0 }, core: true, nodes: ['here-1'] }],
  dataDirectory: join(folder, 'data'),
  standby,
  env: {},
  secrets: {},
})
const { functions } = await loadFunctions(join(import.meta.dirname, 'simulated'))
const [spec] = functions
if (!spec) throw new Error('There is no function in bench/simulated.')
await platform.deploy(spec)
const lane = platform.lanesOf(spec.name)[0]
if (!lane) throw new Error('The function has no lane.')
const entered = new Map<string, number>()
const starts = new Map<string, { tier: string; ms: number }>()
platform.onEvent((event) => {
  if (event.type === 'dev.bonghwa.bench.entered')
    entered.set(String(event.subject), (event.data as { clock: number }).clock)
})
platform.onChange(() => {
  for (const { id, tier, startedAt, readyAt } of lane.state.instances)
    if (readyAt !== undefined) starts.set(id, { tier, ms: readyAt - startedAt })
})

// What things take here, from a log of its own.
const before = await reality(platform, log(100, Math.min(minutes, 1)))
const measured = startsMeasured()
const handover = quantiles(before.waits, 101)[25] ?? 0
console.log(
  `handed over within ${handover.toFixed(2)} ms; starts ms ${Object.entries(measured)
    .map(([tier, of]) => `${tier} ${(of ?? []).map((ms: number) => ms.toFixed(1)).join(' ')}`)
    .join('; ')}`,
)
for (let round = 1; round <= 3; round++) {
  const events = log(round, minutes)
  starts.clear()
  const real = await reality(platform, events)
  const simulated = simulation(events, round)
  const p95 = (waits: readonly number[]) => quantiles(waits, 21)[19] ?? 0
  console.log(
    `round ${round}: ${events.length} events; instance-seconds ${real.instanceSeconds.toFixed(1)} real, ${simulated.instanceSeconds.toFixed(1)} simulated (${percent(simulated.instanceSeconds, real.instanceSeconds)}); wait p95 ms ${p95(real.waits).toFixed(1)} real, ${p95(simulated.waits).toFixed(1)} simulated (${percent(p95(simulated.waits), p95(real.waits))})`,
  )
}
console.log(
  `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString()}`,
)
rmSync(folder, { recursive: true, force: true })
process.exit(0)

/** Twenty cameras before which something moves now and then: four looks a second for some seconds. */
function log(seed: number, length: number): LoggedEvent[] {
  const chance = dice(seed)
  const end = length * 60_000
  const cameras = Array.from({ length: 20 }, () => {
    const events: LoggedEvent[] = []
    for (let at = chance.gap(1 / 120_000); at < end; at += chance.gap(1 / 120_000)) {
      const until = Math.min(end, at + 2000 + chance.gap(1 / 3000))
      for (; at < until; at += 250) events.push({ at, handlingMs: 40 + chance.share() * 160 })
    }
    return events
  })
  return cameras.flat().toSorted((a, b) => a.at - b.at)
}

async function reality(on: Platform, events: readonly LoggedEvent[]): Promise<Outcome> {
  entered.clear()
  const published = new Map<string, number>()
  const alreadyMs = lane!.state.instanceMs
  const began = sharedClock()
  for (const [index, { at, handlingMs }] of events.entries()) {
    const early = at - (sharedClock() - began)
    if (early > 0) await sleep(early)
    const id = `${began}-${index}`
    published.set(id, sharedClock())
    void on.publish({
      specversion: '1.0',
      id,
      source: '/bench',
      type: 'dev.bonghwa.bench.simulated',
      data: { handlingMs },
    })
  }
  await eventually(() => {
    if (entered.size < events.length || lane!.state.instances.length > 0) throw new Error('not asleep yet')
  }, 120_000)
  return {
    instanceSeconds: (lane!.state.instanceMs - alreadyMs) / 1000,
    waits: [...published].map(([id, at]) => (entered.get(id) ?? Number.NaN) - at),
  }
}

function simulation(events: readonly LoggedEvent[], seed: number): Outcome {
  const calendar = agenda()
  const end = (events.at(-1)?.at ?? 0) + 60_000
  const chance = dice(seed)
  const place = site({ boots: cpus().length, standby, frozen: { count: 4, seconds: 600 } }, calendar, chance)
  const waits: number[] = []
  const simulated = simulatedLane({
    name: 'simulated',
    starts: measured,
    maxLength: 1_000_000,
    agenda: calendar,
    end,
    workplace: () => place,
    scaler: () => atEveryEvent({ ...spec!.scale, cooldownPeriod: cooldownMs / 1000 }, calendar),
  })
  for (const { at, handlingMs } of events) {
    calendar.at(at, () =>
      simulated.offer({
        at: calendar.now,
        handlingMs: handlingMs + handover,
        entered: (now) => waits.push(now - at + handover),
      }),
    )
  }
  calendar.runUntil(end)
  return { instanceSeconds: simulated.figures.instances.total(end) / 1000, waits }
}

function startsMeasured(): Starts {
  const of = (tier: string) => [...starts.values()].filter((start) => start.tier === tier).map(({ ms }) => ms)
  const [frozen, standing, cold] = [of('frozen'), of('stand-by'), of('cold')]
  return {
    ...(frozen.length > 0 ? { frozen: quantiles(frozen, 5) } : {}),
    ...(standing.length > 0 ? { 'stand-by': quantiles(standing, 5) } : {}),
    cold: quantiles(cold.length > 0 ? cold : [100], 5),
  }
}

function percent(simulated: number, real: number): string {
  const share = (simulated / real - 1) * 100
  return `${share >= 0 ? '+' : ''}${share.toFixed(1)} %`
}
