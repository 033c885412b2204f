import type { FunctionSpec } from '../function/function-spec.ts'
import { steadyNow } from '../telemetry/now.ts'
import type { Confinement } from './confinement.ts'
import { type FrozenOptions, frozenPool } from './frozen-pool.ts'
import type { Instance, NodeState, StartOrder, Tier } from './instance.ts'
import { processInstance } from './process-instance.ts'
import type { LoadOrder } from './protocol.ts'
import type { RuntimeProcess } from './runtime-process.ts'

/** A group of processes of this machine with a heartbeat, which can be killed like a machine. */
export interface SimulatedNode extends NodeState {
  /** Whether it could run this from a frozen process. */
  hasFrozen(order: StartOrder): boolean
  /** Whether it would have to boot a process for this. */
  boots(order: StartOrder): boolean
  run(order: StartOrder, load: LoadOrder): Instance
  endFrozen(): void
  /** The function is known no more: nobody waits frozen for its next event. */
  retire(spec: FunctionSpec): void
  /** More functions are known: processes that wait are replaced by some that may become these too. */
  renew(): void
  kill(): void
  start(): void
  close(): Promise<void>
}

export interface SimulatedNodeOptions {
  readonly name: string
  readonly region: string
  readonly standby: number
  readonly frozen: FrozenOptions
  /** Starts a process that knows no function; one that waits for any of them without `spec`. */
  readonly boot: (spec?: FunctionSpec) => RuntimeProcess
  readonly confinement: Pick<Confinement, 'dropsFor' | 'outdated'>
  /** False while it is not known what a process that waits may have to become. */
  readonly mayRefill: () => boolean
  readonly mayFreeze: () => boolean
  /** Called before a process is handed a function. */
  readonly confine: (process: RuntimeProcess, spec: FunctionSpec) => void
  readonly changed: () => void
}

const heartbeatMs = 500
/** A fresh stand-by process boots only after the instance that took the last one had the machine to itself. */
const refillDelayMs = 1_000
/** Functions are often made known one after another. */
const renewDelayMs = 200
/** How long instances may finish what they do when the platform closes. What they do not finish is delivered again. */
const closeGraceMs = 10_000

export function simulatedNode(options: SimulatedNodeOptions): SimulatedNode {
  const { name, region, standby, changed } = options
  const instances = new Set<Instance>()
  const waiting = new Set<RuntimeProcess>()
  const pool = frozenPool(options.frozen, changed)
  let booting = 0
  let heartbeatAt = steadyNow()
  let heartbeat: NodeJS.Timeout | undefined
  let refillTimer: NodeJS.Timeout | undefined
  let up = false

  function boot(spec?: FunctionSpec) {
    const process = options.boot(spec)
    void process.exited.then(() => {
      if (waiting.delete(process) || pool.forget(process)) changed()
    })
    return process
  }
  /** Those that were booted for other functions than now. */
  function endOutdated() {
    for (const process of waiting) {
      if (!options.confinement.outdated(process)) continue
      waiting.delete(process)
      process.kill()
    }
  }
  async function refill() {
    endOutdated()
    while (up && options.mayRefill() && waiting.size + booting < standby) {
      booting++
      const process = boot()
      const booted = await process.booted.then(
        () => true,
        () => false,
      )
      booting--
      // One that cannot boot is tried again after the next start.
      if (!booted) return
      if (!up) {
        process.kill()
        return
      }
      if (options.confinement.outdated(process)) {
        process.kill()
        continue
      }
      waiting.add(process)
      changed()
    }
  }
  function refillIn(delayMs: number) {
    clearTimeout(refillTimer)
    refillTimer = setTimeout(() => void refill(), delayMs)
  }
  /** What is asleep already, at once and without a word. */
  function endSleepers() {
    for (const process of waiting) process.kill()
    waiting.clear()
    return pool.clear()
  }
  const waitingFor = (spec: FunctionSpec) =>
    [...waiting].find((process) => options.confinement.dropsFor(process, spec) !== undefined)
  function processFor({ spec, region: home }: StartOrder): { process: RuntimeProcess; tier: Tier } {
    const frozen = pool.take(spec, home)
    if (frozen) return { process: frozen, tier: 'frozen' }
    const booted = waitingFor(spec)
    if (booted === undefined) {
      const process = boot(spec)
      endOutdated()
      return { process, tier: 'cold' }
    }
    waiting.delete(booted)
    return { process: booted, tier: 'stand-by' }
  }
  async function freeze(process: RuntimeProcess, { spec, region: home }: StartOrder): Promise<boolean> {
    if (!up || options.frozen.perNode === 0 || !options.mayFreeze()) return false
    if (!(await process.freeze())) return false
    if (up) pool.add(process, spec, home)
    else process.kill()
    return true
  }
  function start() {
    if (up) return
    up = true
    heartbeatAt = steadyNow()
    heartbeat = setInterval(() => {
      heartbeatAt = steadyNow()
    }, heartbeatMs)
    heartbeat.unref()
    refillIn(renewDelayMs)
    changed()
  }
  function kill() {
    up = false
    clearInterval(heartbeat)
    clearTimeout(refillTimer)
    for (const instance of instances) instance.kill()
    void endSleepers()
    changed()
  }
  start()

  return {
    name,
    region,
    simulated: true,
    get up() {
      return up
    },
    get heartbeatAt() {
      return heartbeatAt
    },
    get instances() {
      return [...instances]
    },
    get standby() {
      return waiting.size
    },
    get frozen() {
      return pool.size
    },
    hasFrozen: ({ spec, region: home }) => pool.has(spec, home),
    boots: ({ spec, region: home }) => waitingFor(spec) === undefined && !pool.has(spec, home),
    run(order, load) {
      const { process, tier } = processFor(order)
      if (tier !== 'frozen') options.confine(process, order.spec)
      const drops = options.confinement.dropsFor(process, order.spec) ?? []
      const instance = processInstance(process, order, { ...load, drops }, tier, () => freeze(process, order))
      instances.add(instance)
      void instance.gone.then(() => {
        instances.delete(instance)
        changed()
      })
      void instance.ready.catch(() => {}).then(() => refillIn(refillDelayMs))
      changed()
      return instance
    },
    endFrozen() {
      void pool.clear()
      changed()
    },
    retire(spec) {
      pool.retire(spec)
      changed()
    },
    renew() {
      endOutdated()
      refillIn(renewDelayMs)
    },
    kill,
    start,
    async close() {
      const ending = Promise.all([...instances].map((instance) => instance.stop()))
      up = false
      clearInterval(heartbeat)
      clearTimeout(refillTimer)
      const sleepersGone = endSleepers()
      const patience = setTimeout(() => {
        for (const instance of instances) instance.kill()
      }, closeGraceMs)
      await ending
      clearTimeout(patience)
      await sleepersGone
    },
  }
}
