import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { HoldInvalidError } from '../dispatcher/errors.ts'
import type { Hold } from '../dispatcher/hold.ts'
import type { Lane } from '../dispatcher/lane.ts'
import { RegionElsewhereError, RegionUnknownError } from '../placement/errors.ts'
import type { Region } from '../placement/region.ts'
import { log } from '../telemetry/log.ts'

/** Lanes whose count a person holds, in a file, so that a restart wakes nobody who was put to rest. */
export interface Holds {
  of(lane: string): Hold | undefined
  /** Holds these lanes, or lifts what held them; it is on disk before it is in force. */
  set(lanes: readonly string[], hold: Hold | undefined): void
}

/** @param file JSON, by name of the lane */
export function openHolds(file: string): Holds {
  let held = read(file)
  return {
    of: (lane) => held[lane],
    set(lanes, hold) {
      const next = { ...held }
      for (const lane of lanes) {
        if (hold === undefined) delete next[lane]
        else next[lane] = hold
      }
      write(file, next)
      held = next
    },
  }
}

/** What is asked for a function's lanes. */
export interface HoldOrder {
  /** Without it, what held them is lifted. */
  readonly replicas: number | undefined
  /** Of one of them; without it, of all that are here. */
  readonly region: string | undefined
  readonly isHere: (region: Region) => boolean
}

/**
 * Which of a function's lanes an order means.
 *
 * @param lanes all of one function
 * @throws HoldInvalidError | RegionUnknownError | RegionElsewhereError
 */
export function lanesToHold(
  lanes: readonly Lane[],
  { replicas, region, isHere }: HoldOrder,
): readonly Lane[] {
  const meant = lanes.filter(({ home }) => region === undefined || home.name === region)
  if (meant.length === 0)
    throw new RegionUnknownError(
      String(region),
      lanes.map(({ home }) => home.name),
    )
  const here = meant.filter(({ home }) => isHere(home))
  if (here.length === 0)
    throw new RegionElsewhereError(String(region), 'Ask the gateway of that site to hold or to resume it.')
  for (const { spec } of here) {
    const most = spec.scale.maxReplicaCount
    if (replicas !== undefined && !(Number.isInteger(replicas) && replicas >= 0 && replicas <= most))
      throw new HoldInvalidError(spec.name, `${replicas} is no count that it may have`, most)
  }
  return here
}

function read(file: string): Record<string, Hold> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // One that cannot be read must not keep the rest from running: it is said, and nothing is held.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log({
        level: 'error',
        message: `${file} cannot be read, so nothing is held: ${(error as Error).message}`,
      })
    return {}
  }
}

function write(file: string, held: Readonly<Record<string, Hold>>): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(held, undefined, 2))
  renameSync(`${file}.new`, file)
}
