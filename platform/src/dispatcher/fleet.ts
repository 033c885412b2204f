import { crashBackoffMs } from '../autoscaler/decide.ts'
import type { FunctionSpec } from '../function/function-spec.ts'
import { InstanceGoneError, NoNodeError } from '../instance/errors.ts'
import type { Instance, InstanceBackend, InstanceHost, Tier } from '../instance/instance.ts'
import type { Region } from '../placement/region.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { preciseNow } from '../telemetry/now.ts'

/** The instances of one lane: begun, kept at a count, moved, started again after a crash. */
export interface Fleet {
  /** Everything that exists, the ending ones too. */
  readonly instances: ReadonlySet<Instance>
  /** Time that instances existed, in milliseconds. */
  readonly instanceMs: number
  readonly coldStarts: Readonly<Record<Tier, number>>
  /** Why instances do not start or do not stay, in words. */
  readonly problem: string | undefined
  /** Those that count as replicas: starting or ready. */
  staying(): readonly Instance[]
  /** Who may take one more event at `site`, the least busy first. */
  free(site: Region | undefined): Instance | undefined
  /**
   * Makes the count of replicas at `site` what it should be, as far as that can be done now. Whoever is elsewhere takes
   * nothing new and ends when it is done.
   *
   * @param mayEndBusy whether a surplus replica that works is told to finish and end, or waited for
   */
  adjust(desired: number, site: Region | undefined, mayEndBusy: boolean): void
  /** An invocation succeeded: whatever was wrong is over. */
  succeeded(): void
  close(): Promise<void>
}

export interface FleetOptions {
  readonly spec: FunctionSpec
  readonly home: Region
  readonly backend: InstanceBackend
  readonly host: InstanceHost
  readonly metrics: Metrics
  /** An instance became ready, or is gone. */
  readonly changed: () => void
  /** An instance could not start, by its own fault. */
  readonly broken: (error: Error) => void
}

export function fleet({ spec, home, backend, host, metrics, changed, broken }: FleetOptions): Fleet {
  const instances = new Set<Instance>()
  const coldStarts: Record<Tier, number> = { frozen: 0, 'stand-by': 0, cold: 0 }
  /** Told to end, so that their end is no crash. */
  const ending = new WeakSet<Instance>()
  let crashes = 0
  let notBefore = 0
  let endedMs = 0
  let problem: string | undefined

  const staying = () => [...instances].filter(({ state }) => state === 'starting' || state === 'ready')

  const isUp = (node: string) => backend.nodes().some(({ name, up }) => name === node && up)

  function end(instance: Instance): Promise<void> {
    ending.add(instance)
    return instance.stop()
  }

  /** False when none can begin now. */
  function begin(site: Region): boolean {
    const order = { spec, region: home.name, nodeRegion: site.name, host }
    let instance: Instance
    try {
      const full = backend.full(order)
      if (full) {
        void full.then(changed)
        return false
      }
      instance = backend.start(order)
    } catch (error) {
      // The region's nodes went away and nobody has missed their heartbeats yet: the next look finds the neighbour.
      if (error instanceof NoNodeError) return false
      throw error
    }
    instances.add(instance)
    void instance.ready.then(
      () => {
        crashes = 0
        problem = undefined
        coldStarts[instance.tier]++
        metrics.coldStarted(
          { function: spec.name, region: home.name, tier: instance.tier },
          (preciseNow() - instance.startedAt) / 1000,
        )
        changed()
      },
      (error: Error) => {
        // A lost node is not the function's fault.
        if (!isUp(instance.node)) return
        crashes++
        notBefore = Date.now() + crashBackoffMs(crashes)
        problem = error.message
        broken(error)
      },
    )
    void instance.gone.then((reason) => {
      instances.delete(instance)
      endedMs += preciseNow() - instance.startedAt
      if (instance.readyAt !== undefined && !ending.has(instance) && isUp(instance.node)) {
        problem = new InstanceGoneError(instance.id, reason).message
      }
      // A source that ends right after it began must not spin.
      if (spec.kind === 'Source' && crashes === 0) notBefore = Date.now() + crashBackoffMs(1)
      changed()
    })
    return true
  }

  return {
    instances,
    coldStarts,
    staying,
    get instanceMs() {
      return [...instances].reduce((sum, { startedAt }) => sum + preciseNow() - startedAt, endedMs)
    },
    get problem() {
      return problem
    },
    free(site) {
      let best: Instance | undefined
      for (const instance of instances) {
        if (instance.state !== 'ready' || instance.nodeRegion !== site?.name) continue
        if (instance.inFlight < (best?.inFlight ?? spec.concurrency)) best = instance
      }
      return best
    },
    adjust(desired, site, mayEndBusy) {
      for (const instance of instances) {
        if (instance.nodeRegion !== site?.name && instance.state === 'ready') void end(instance)
      }
      const present = staying()
      // A source speaks once per region: its replacement waits until the old one is gone.
      const counted = spec.kind === 'Source' ? instances.size : present.length
      if (site && Date.now() >= notBefore) {
        for (let missing = desired - counted; missing > 0; missing--) if (!begin(site)) break
      }
      const surplus = present
        .filter(({ state, inFlight }) => mayEndBusy || (state === 'ready' && inFlight === 0))
        .toSorted((a, b) => a.inFlight - b.inFlight)
        .slice(0, Math.max(0, present.length - desired))
      for (const instance of surplus) void end(instance)
    },
    succeeded() {
      problem = undefined
    },
    async close() {
      await Promise.all([...instances].map(end))
    },
  }
}
