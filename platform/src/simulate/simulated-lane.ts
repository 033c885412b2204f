import type { Tier } from '../instance/instance.ts'
import type { Agenda } from './agenda.ts'
import type { CountScaler, LaneCounts } from './count-scaler.ts'
import type { Site, Starts } from './site.ts'
import { type Level, level, type Tally, tally } from './tally.ts'

/** An event on its way through a lane. */
export interface Job {
  /** When it was published. */
  readonly at: number
  readonly handlingMs: number
  readonly entered?: (now: number) => void
  readonly handled?: (now: number) => void
  /** The lane was full, and this was the oldest. */
  readonly dropped?: () => void
}

/** One function and one region, as `dispatcher/lane.ts` runs them, with instances that only take time. */
export interface SimulatedLane {
  readonly name: string
  offer(job: Job): void
  /** Where its work is done has changed; what it has elsewhere takes nothing new. */
  moved(): void
  /** The nodes where it works are lost: instances are gone, and what they had is handed out again. */
  lost(): void
  readonly figures: LaneTotals
}

export interface LaneTotals {
  /** Published to entered, milliseconds. */
  readonly waits: Tally
  /** Instances that exist. */
  readonly instances: Level
  /** Instances that handle an event. */
  readonly busy: Level
  readonly starts: Readonly<Record<Tier, number>>
  readonly handled: number
  readonly dropped: number
  readonly repeated: number
}

export interface SimulatedLaneOptions {
  readonly name: string
  readonly starts: Starts
  /** Events that wait at most; the oldest is dropped then. */
  readonly maxLength: number
  readonly agenda: Agenda
  /** When the simulation ends, milliseconds. */
  readonly end: number
  readonly scaler: (counts: () => LaneCounts, changed: () => void) => CountScaler
  /** The nodes that do its work now; `undefined` when none can. */
  readonly workplace: () => Site | undefined
}

interface Instance {
  readonly site: Site
  state: 'starting' | 'idle' | 'busy' | 'ending' | 'gone'
  job: Job | undefined
}

/** A lane that nothing happens to looks again after this, as the real one does. */
const tickMs = 250

export function simulatedLane(options: SimulatedLaneOptions): SimulatedLane {
  const { agenda, workplace } = options
  const waiting = fifo<Job>()
  const instances = new Set<Instance>()
  let idle: Instance[] = []
  let starting = 0
  let busy = 0
  /** Of those, the ones that end when they are done. */
  let endingBusy = 0
  let desired = 0
  let arrangedFor = Number.POSITIVE_INFINITY
  const figures = {
    waits: tally(),
    instances: level(options.end),
    busy: level(options.end),
    starts: { frozen: 0, 'stand-by': 0, cold: 0 },
    handled: 0,
    dropped: 0,
    repeated: 0,
  }
  const busyStaying = () => busy - endingBusy
  const counts = (): LaneCounts => ({
    waiting: waiting.size,
    handling: busy,
    replicas: starting + idle.length + busyStaying(),
    ready: idle.length + busyStaying(),
  })
  const scaler = options.scaler(counts, look)

  function handOut() {
    while (idle.length > 0 && waiting.size > 0) take(idle.pop()!, waiting.shift()!)
  }
  function take(instance: Instance, job: Job) {
    instance.state = 'busy'
    instance.job = job
    busy++
    figures.busy.set(agenda.now, busy)
    figures.waits.add(agenda.now - job.at)
    job.entered?.(agenda.now)
    agenda.at(agenda.now + job.handlingMs, () => finish(instance, job))
  }
  function finish(instance: Instance, job: Job) {
    // Its node was lost meanwhile.
    if (instance.job !== job) return
    instance.job = undefined
    busy--
    figures.busy.set(agenda.now, busy)
    figures.handled++
    job.handled?.(agenda.now)
    if (instance.state === 'ending') {
      endingBusy--
      gone(instance)
      return
    }
    instance.state = 'idle'
    idle.push(instance)
    handOut()
    look()
  }
  function begin(place: Site): boolean {
    const started = place.start(options.name, options.starts, look)
    if (!started) return false
    const instance: Instance = { site: place, state: 'starting', job: undefined }
    instances.add(instance)
    starting++
    figures.instances.set(agenda.now, instances.size)
    figures.starts[started.tier]++
    agenda.at(agenda.now + started.readyMs, () => {
      if (instance.state !== 'starting') return
      starting--
      // The work has moved meanwhile.
      if (instance.site !== workplace()) {
        gone(instance)
        return
      }
      instance.state = 'idle'
      idle.push(instance)
      handOut()
      look()
    })
    return true
  }
  function gone(instance: Instance) {
    instance.state = 'gone'
    instances.delete(instance)
    figures.instances.set(agenda.now, instances.size)
    instance.site.ended(options.name)
  }
  /** Takes nothing new; ends at once when it has nothing. */
  function end(instance: Instance) {
    if (instance.state === 'idle') {
      idle = idle.filter((other) => other !== instance)
      gone(instance)
    } else if (instance.state === 'busy') {
      instance.state = 'ending'
      endingBusy++
    }
  }

  function look() {
    desired = scaler.desired(counts())
    adjust()
    if (scaler.restless || instances.size + waiting.size + desired > 0) arrange(agenda.now + tickMs)
  }
  function arrange(time: number) {
    if (arrangedFor <= time) return
    arrangedFor = time
    agenda.at(time, () => {
      // Another look was arranged for earlier, and came.
      if (arrangedFor !== time) return
      arrangedFor = Number.POSITIVE_INFINITY
      look()
    })
  }
  function adjust() {
    const place = workplace()
    let present = starting + idle.length + busyStaying()
    for (; place && present < desired; present++) if (!begin(place)) break
    for (; present > desired && idle.length > 0; present--) end(idle[0]!)
    if (!scaler.endsBusy || present <= desired) return
    for (const instance of instances) {
      if (present <= desired) break
      if (instance.state !== 'busy') continue
      end(instance)
      present--
    }
  }

  return {
    name: options.name,
    figures,
    offer(job) {
      if (waiting.size >= options.maxLength) {
        figures.dropped++
        waiting.shift()?.dropped?.()
      }
      waiting.push(job)
      handOut()
      look()
    },
    moved() {
      const place = workplace()
      for (const instance of [...instances]) if (instance.site !== place) end(instance)
      look()
    },
    lost() {
      const again: Job[] = []
      for (const instance of instances) {
        if (instance.job) again.push(instance.job)
        instance.state = 'gone'
        instance.job = undefined
      }
      instances.clear()
      idle = []
      starting = busy = endingBusy = 0
      figures.instances.set(agenda.now, 0)
      figures.busy.set(agenda.now, 0)
      figures.repeated += again.length
      for (const job of again) waiting.push(job)
      look()
    },
  }
}

interface Fifo<Item> {
  readonly size: number
  push(item: Item): void
  shift(): Item | undefined
}

/** An array whose `shift` costs the same however long it is. */
function fifo<Item>(): Fifo<Item> {
  let items: Item[] = []
  let first = 0
  return {
    get size() {
      return items.length - first
    },
    push(item) {
      items.push(item)
    },
    shift() {
      if (first === items.length) return undefined
      const item = items[first]!
      first++
      if (first > 1024 && first * 2 > items.length) {
        items = items.slice(first)
        first = 0
      }
      return item
    },
  }
}
