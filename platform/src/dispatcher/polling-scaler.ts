import { defaultHpaFlags, type HpaFlags } from '../autoscaler/hpa.ts'
import { measure, type Sources } from '../autoscaler/live-measurement.ts'
import { defaultHpaClock, type HpaClock } from '../autoscaler/replay.ts'
import type { ScaledObject } from '../autoscaler/scaled-object.ts'
import { type Look, newScalingState, poll, type Step, sync, syncReads } from '../autoscaler/scaling.ts'
import { queueRates } from './queue-rates.ts'
import { type Requests, resourceUsage } from './resource-usage.ts'
import type { LaneFigures, Scaler } from './scaler.ts'

/**
 * `activation: poll`: KEDA's poll, at once and then every `pollingInterval`, and the HPA's sync decide, each at its time.
 * In between the count stands, whatever comes.
 */
export function pollingScaler(
  object: ScaledObject,
  requests: Requests,
  lane: LaneFigures,
  clock: HpaClock = defaultHpaClock,
  flags: HpaFlags = defaultHpaFlags,
): Scaler {
  const { paused, pausedReplicas } = object.annotations
  let replicas = paused ? (pausedReplicas ?? 0) : 0
  const startedAt = Date.now()
  // As in a cluster, the ScaledObject is older than nothing at the first poll.
  let state = newScalingState(object, startedAt - 1000)
  const rates = queueRates(lane.queue)
  const usage = resourceUsage(lane.instances, requests)
  const sources: Sources = { queue: rates, usage }
  const timers = new Set<NodeJS.Timeout>()
  /** The two loops share their state: one at a time. */
  let turn = Promise.resolve()

  async function step(read: boolean, decide: (look: Look) => Step) {
    const now = Date.now()
    const measurements = read ? await measure(object.triggers, sources, now) : []
    const result = decide({ now, replicas: { spec: replicas, ...lane.replicas() }, measurements })
    state = result.state
    if (result.replicas === replicas) return
    replicas = result.replicas
    lane.changed()
  }
  const pollOnce = () => step(true, (look) => poll(object, state, look))
  const syncOnce = () => step(syncReads(object, replicas), (look) => sync(object, state, look, flags))

  /** At `first` and every `period` seconds after it; those that time has passed over are left out, and none waits longer for a clock that was set back. */
  function every(first: number, period: number, act: () => Promise<void>) {
    const since = () => (Date.now() - startedAt) / 1000
    const arrange = (round: number) => {
      const timer = setTimeout(
        () => {
          timers.delete(timer)
          turn = turn.then(act)
          arrange(Math.max(round + 1, Math.ceil((since() - first) / period)))
        },
        Math.min(Math.max(first, period), Math.max(0, first + round * period - since())) * 1000,
      )
      timer.unref()
      timers.add(timer)
    }
    arrange(0)
  }
  if (!paused) {
    every(0, object.pollingInterval, pollOnce)
    every(clock.firstSyncSecond, clock.syncPeriodSeconds, syncOnce)
  }

  return {
    desired: () => replicas,
    restless: false,
    endsBusy: true,
    close() {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
