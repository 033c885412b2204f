import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTraceparent } from '../platform/src/event/index.ts'
import { type Camera, readCity } from '../safety/src/camera/city.ts'
import { findFfmpeg } from '../safety/src/camera/ffmpeg.ts'
import { incidentWay } from '../safety/src/cli/incident-way.ts'
import { openCity } from '../safety/src/cli/open-city.ts'
import { eventTypes, incidentIn } from '../safety/src/functions/messages.ts'
import type { Benchmark } from './benchmark.ts'

const safety = join(import.meta.dirname, '../safety')
const pairs = 6
/** The clip's length, and long enough for a detector that nothing wakes to go: its cool-down, and the gate's lingering. */
const clipMs = 6000
const restMs = 26_000
const firstMs = 12_000

/**
 * The whole way, live: cameras one after another show a crash from their first frame on. Every other one finds
 * the detector at zero, the next finds it awake.
 */
const benchmark: Benchmark = {
  measures:
    'From the capture of the first frame that shows it to the incident opened, 5 frames a second, three of them needed',
  unit: 'ms',
  ours: 'detector at zero',
  other: 'detector awake',
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
    const clip = join(folder, 'crash.mp4')
    const from = ['-loglevel', 'error', '-ss', '5', '-i', join(safety, 'city/clips/crash_day.mp4')]
    execFileSync(await findFfmpeg(), [
      ...from,
      '-t',
      String(clipMs / 1000),
      '-c:v',
      'libx264',
      '-g',
      '5',
      '-bf',
      '0',
      clip,
    ])
    const city = readCity(join(safety, 'city/city.yaml'))
    const [region] = city.regions
    const cameras = Array.from({ length: pairs * 2 }, (_, index): Camera => {
      const atZero = index % 2 === 0
      const pairAt = firstMs + Math.floor(index / 2) * (clipMs * 2 + restMs)
      return {
        id: `crash-${index + 1}`,
        title: { ko: '사고', en: 'Crash' },
        region: region!.name,
        place: { latitude: 37.5, longitude: 127 + index * 0.02 },
        ...{ heading: 0, fieldOfView: 70, virtual: true, masks: [], zones: [], priority: 'normal' },
        source: { files: [clip], play: 'once', everyMs: null, afterMs: pairAt + (atZero ? 0 : clipMs) },
      }
    })
    await using open = await openCity({
      city: { ...city, regions: [region!], cameras, channels: [] },
      data: join(folder, 'data'),
      storeUrl: `sqlite:${join(folder, 'city.db')}`,
      ...{ pace: 'live', standby: 2, functions: [] },
    })
    const { platform } = open
    const opened: { camera: string; ms: number; traceId: string }[] = []
    const all = Promise.withResolvers<void>()
    platform.onEvent((event) => {
      if (event.type !== eventTypes.incident('opened')) return
      const incident = incidentIn(event)
      const traceId = parseTraceparent(incident.traceparent)?.traceId ?? ''
      opened.push({ camera: incident.camera, ms: Date.now() - incident.openedAt, traceId })
      if (opened.length === cameras.length) all.resolve()
    })
    const counted = Array.from({ length: pairs }, (_, pair) => firstMs - 500 + pair * (clipMs * 2 + restMs))
    const instances: number[] = []
    await open.watch()
    for (const at of counted)
      setTimeout(() => instances.push(platform.lanesOf('detect')[0]?.state.instances.length ?? 0), at)
    const over = setTimeout(() => all.resolve(), firstMs + pairs * (clipMs * 2 + restMs) + 10_000)
    await all.promise
    clearTimeout(over)
    // The spans of what followed are told a moment later.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const of = (atZero: boolean) =>
      opened.filter(({ camera }) => (Number(camera.split('-')[1]) % 2 === 1) === atZero)
    const segments = (atZero: boolean) => {
      const durations = new Map<string, number[]>()
      for (const { traceId } of of(atZero))
        for (const { name, startedAt, endedAt } of incidentWay(platform.traces.spans(traceId)))
          durations.set(name, [...(durations.get(name) ?? []), endedAt - startedAt])
      const medians = [...durations].map(([name, all]) => `${name} ${median(all).toFixed(0)}`)
      return `the frame that confirmed it, ${atZero ? 'at zero' : 'awake'}, to its first outcome: ${medians.join(', ')}`
    }
    const result = {
      ours: of(true).map(({ ms }) => ms),
      other: of(false).map(({ ms }) => ms),
      remarks: [
        `${opened.length} of ${cameras.length} opened; instances of the detector half a second before those at zero: ${instances.join(', ')}`,
        segments(true),
        segments(false),
      ],
    }
    rmSync(folder, { recursive: true, force: true })
    return result
  },
}

export default benchmark

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
