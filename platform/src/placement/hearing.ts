import type { Signals } from '../queue/rabbitmq-signals.ts'
import { steadyNow } from '../telemetry/now.ts'
import { allBeats, type Beat, beatOf, regionBeats } from './beats.ts'
import { type RegionHealth, regionHealth, silentAfterMs } from './region-health.ts'

/** How the regions are, by their heartbeats. */
export interface Hearing {
  health(region: string): RegionHealth
  /** Every node from which something was heard in the last hour. */
  nodes(): readonly HeardNode[]
  /** How many instances of a function are heard, by the region whose lane they serve. */
  instances(name: string): ReadonlyMap<string, number>
  close(): Promise<void>
}

export interface HeardNode {
  readonly name: string
  readonly region: string
  /** Epoch milliseconds, by `steadyNow`. */
  readonly heartbeatAt: number
  readonly instances: number
}

export interface HearingOptions {
  readonly regions: readonly string[]
  /** Listens to every instance too: then a region is known to be asleep, and nodes by what runs on them. */
  readonly instances: boolean
  /** Whether a line lies between here and the region, that may be cut, whatever the region says of itself. */
  readonly behindLine?: (region: string) => boolean
  /** Hears that some region is otherwise than before. */
  readonly changed: () => void
}

const lookMs = 500
const forgottenAfterMs = 3_600_000

export function hearing(signals: Signals, options: HearingOptions): Hearing {
  const notes = beatNotes()
  const listening = signals.listen(options.instances ? allBeats : regionBeats, (body) => {
    const beat = beatOf(body)
    if (beat !== undefined && options.regions.includes(beat.region)) notes.note(beat, steadyNow())
  })
  const health = (region: string): RegionHealth => {
    const now = steadyNow()
    const { apart, ...signs } = notes.signs(region, now)
    return regionHealth({
      now,
      listeningSince: listening.since,
      ...signs,
      apart: apart || (options.behindLine?.(region) ?? false),
    })
  }
  const states = () => options.regions.map((region) => health(region).state).join()
  let before = states()
  const timer = setInterval(() => {
    const now = states()
    if (now !== before) options.changed()
    before = now
  }, lookMs)
  timer.unref()
  return {
    health,
    nodes: () => notes.nodes(steadyNow()),
    instances: (name) => notes.instances(name, steadyNow()),
    async close() {
      clearInterval(timer)
      await listening.close()
    },
  }
}

/** Remembers the last heartbeat of each. Instants are milliseconds of one clock. */
export function beatNotes() {
  const byRegion = new Map<string, { at: number; apart: boolean }>()
  const byNode = new Map<string, { region: string; at: number; sure: boolean; instances: number }>()
  const byInstance = new Map<string, { node: string; function: string; region: string; at: number }>()

  /** How many run on each node: those of which something was heard, or what the node says of itself. */
  function running(now: number): ReadonlyMap<string, number> {
    const counts = new Map([...byNode].map(([name, { instances }]) => [name, instances]))
    for (const [instance, { node, at }] of byInstance) {
      if (now - at > silentAfterMs) byInstance.delete(instance)
      else counts.set(node, (counts.get(node) ?? 0) + 1)
    }
    return counts
  }

  return {
    note(beat: Beat, at: number): void {
      const known = byNode.get(beat.node)
      if (beat.kind === 'region') {
        byRegion.set(beat.region, { at, apart: beat.apart ?? false })
        byNode.set(beat.node, { region: beat.region, at, sure: true, instances: beat.instances ?? 0 })
        return
      }
      byInstance.set(beat.instance, { node: beat.node, function: beat.function, region: beat.region, at })
      // It was put where there was room: whose lane it serves says little of where it stands.
      const region = known?.sure ? known.region : beat.region
      byNode.set(beat.node, { region, at, sure: known?.sure ?? false, instances: known?.instances ?? 0 })
      // One that stands in the region is a sign of it.
      if (known?.sure) byRegion.set(region, { at, apart: byRegion.get(region)?.apart ?? false })
    },
    signs(region: string, now: number) {
      const counts = running(now)
      let instances = 0
      for (const [name, node] of byNode)
        if (node.region === region && now - node.at <= silentAfterMs) instances += counts.get(name) ?? 0
      const heard = byRegion.get(region)
      return { heardAt: heard?.at, apart: heard?.apart ?? false, instances }
    },
    instances(name: string, now: number): ReadonlyMap<string, number> {
      const counts = new Map<string, number>()
      for (const { function: of, region, at } of byInstance.values())
        if (of === name && now - at <= silentAfterMs) counts.set(region, (counts.get(region) ?? 0) + 1)
      return counts
    },
    nodes(now: number): readonly HeardNode[] {
      const counts = running(now)
      for (const [name, { at }] of byNode) if (now - at > forgottenAfterMs) byNode.delete(name)
      return [...byNode].map(([name, { region, at }]) => {
        const instances = now - at <= silentAfterMs ? (counts.get(name) ?? 0) : 0
        return { name, region, heartbeatAt: at, instances }
      })
    },
  }
}
