import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadFunctions, openPlatform, type Platform } from '@bonghwa/platform'
import { eventually } from '@bonghwa/platform/testing'
import { build } from 'esbuild'
import { sharedClock } from './clock.ts'

export interface Sleep {
  readonly standby: number
  /** How many processes may be frozen. */
  readonly frozen: number
}

const rounds = 15
/** What the round before left to be cleared up is not part of this one. */
const restMs = 200

/**
 * Wakes a function that sleeps in a certain way, and forks a process for the same handler, in turns.
 *
 * @returns milliseconds from the event, or the fork, to the handler entered
 */
export async function wakesAndForks(state: Sleep): Promise<{ ours: number[]; other: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-bench-'))
  const plain = await plainChild(folder)
  const ours: number[] = []
  const other: number[] = []
  {
    await using platform = await platformOf(folder, state)
    // What can only be frozen, or compiled, after it ran once.
    await published(platform)
    await forked(plain)
    for (let round = 0; round < rounds; round++) {
      await eventually(() => {
        if (!isAsleep(platform, state)) throw new Error('not asleep yet')
      })
      await sleep(restMs)
      ours.push(await published(platform))
      other.push(await forked(plain))
    }
  }
  rmSync(folder, { recursive: true, force: true })
  return { ours, other }
}

/** One node with the function `wake`, which ends as soon as it is idle unless `minReplicaCount` keeps it. */
export async function platformOf(
  folder: string,
  { standby, frozen }: Sleep,
  minReplicaCount = 0,
): Promise<Platform> {
  const platform = await openPlatform({
    regions: [{ name: 'local', place: { latitude: 0, longitude: 0 }, core: true, nodes: ['local-1'] }],
    dataDirectory: join(folder, 'data'),
    standby,
    frozen: { perNode: frozen, seconds: 600 },
    env: {},
    secrets: {},
  })
  const { functions } = await loadFunctions(import.meta.dirname)
  for (const spec of functions) await platform.deploy({ ...spec, scale: { ...spec.scale, minReplicaCount } })
  return platform
}

/** Publishes one event and waits until its handler says that it was entered. */
export async function published(platform: Platform): Promise<number> {
  const entered = new Promise<number>((resolve) => {
    const stop = platform.onEvent(({ type, data }) => {
      if (type !== 'dev.bonghwa.bench.entered') return
      stop()
      resolve((data as { clock: number }).clock)
    })
  })
  const publishedAt = sharedClock()
  await platform.publish({
    specversion: '1.0',
    id: String(publishedAt),
    source: '/bench',
    type: 'dev.bonghwa.bench.asked',
  })
  return (await entered) - publishedAt
}

/** Whether no function runs and everything that is to stand by or be frozen does. */
export function isAsleep(platform: Platform, { standby, frozen }: Sleep): boolean {
  return (
    platform.lanes().every(({ state }) => state.instances.length === 0) &&
    platform.nodes().every((node) => node.standby === standby && node.frozen === frozen)
  )
}

/** The handler and what it imports as one file, as the platform runs it. */
async function plainChild(folder: string): Promise<string> {
  const outfile = join(folder, 'plain.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'plain-child.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'silent',
  })
  return outfile
}

async function forked(file: string): Promise<number> {
  const forkedAt = sharedClock()
  const child = fork(file)
  child.send('go')
  const [{ clock }] = (await once(child, 'message')) as [{ clock: number }]
  await once(child, 'exit')
  return clock - forkedAt
}
