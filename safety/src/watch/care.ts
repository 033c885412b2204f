import type { Care, Priority } from '../camera/city.ts'

// Who is looked at less when one machine has more cameras than it can look at.

/** How late pictures were of late. */
export interface Strain {
  /** Milliseconds from when a picture was due until the gate saw it: of the last seconds, the median of all cameras; null when there was none. */
  readonly lateMs: number | null
  /** Cameras that should show something. */
  readonly watching: number
}

export interface CareMemory {
  /** Steps down that are taken; each takes some care from one camera. */
  readonly steps: number
  /** Since when it has been too much, or easy; epoch milliseconds. */
  readonly strainedSince: number | null
  readonly easySince: number | null
}

export const freshCareMemory: CareMemory = { steps: 0, strainedSince: null, easySince: null }

/** Later than this is too late, sooner than that is easy: between them nothing changes. */
const lateMs = 1_500
const easyMs = 600
/** One look too late is no strain; and care given back too soon would be taken again. */
const strainedForMs = 3_000
const easyForMs = 10_000
/** Of the cameras, so many at a time. */
const share = 0.1

/** @param most steps that there are */
export function nextCare(
  memory: CareMemory,
  { lateMs: late, watching }: Strain,
  { now, cameras, most }: { readonly now: number; readonly cameras: number; readonly most: number },
): CareMemory {
  const isStrained = watching > 0 && (late === null || late > lateMs)
  const isEasy = !isStrained && (late === null || late < easyMs)
  const strainedSince = isStrained ? (memory.strainedSince ?? now) : null
  const easySince = isEasy ? (memory.easySince ?? now) : null
  const some = Math.max(1, Math.round(cameras * share))
  if (strainedSince !== null && now - strainedSince >= strainedForMs)
    return { steps: Math.min(most, memory.steps + some), strainedSince: now, easySince }
  if (easySince !== null && now - easySince >= easyForMs && memory.steps > 0)
    return { steps: Math.max(0, memory.steps - some), strainedSince, easySince: now }
  return { ...memory, strainedSince, easySince }
}

export interface Cared {
  readonly id: string
  readonly priority: Priority
  /** An incident is open there. */
  readonly busy: boolean
}

const ranks: Readonly<Record<Priority, number>> = { low: 0, normal: 1, high: 2 }

/** The steps from full care for all downwards: those of low priority lose the most before others lose anything. */
export function stepsDown(cameras: readonly Cared[]): readonly (readonly [id: string, care: Care])[] {
  const groups = Object.values(ranks).map((rank) =>
    cameras.filter((each) => !each.busy && ranks[each.priority] === rank),
  )
  const busy = cameras.filter((each) => each.busy)
  return [...groups, busy].flatMap((group) => [
    ...group.map(({ id }) => [id, 'key-frames'] as const),
    ...group.map(({ id }) => [id, 'sparse'] as const),
  ])
}

/** What each camera is given after so many steps down. */
export function careOf(cameras: readonly Cared[], steps: number): ReadonlyMap<string, Care> {
  const given = new Map<string, Care>(cameras.map(({ id }) => [id, 'full']))
  for (const [id, care] of stepsDown(cameras).slice(0, steps)) given.set(id, care)
  return given
}
