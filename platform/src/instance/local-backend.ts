import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { FunctionSpec } from '../function/function-spec.ts'
import { bundle } from './bundle.ts'
import { NodeUnknownError, NoNodeError, SecretMissingError } from './errors.ts'
import type { Instance, InstanceBackend, NodeState } from './instance.ts'
import { loadOrder, processInstance } from './process-instance.ts'
import { type RuntimeProcess, runtimeProcess } from './runtime-process.ts'

export interface LocalBackendOptions {
  /** Where bundles and the compile cache lie. */
  readonly dataDirectory: string
  readonly nodes: readonly { readonly name: string; readonly region: string }[]
  /** Booted processes that wait on each node; 0 is true zero, and every start a cold one. */
  readonly standby: number
  /** Given to every function, below what its own manifest says. */
  readonly env: Readonly<Record<string, string>>
  /** Where secrets are looked up. */
  readonly secrets: Readonly<Record<string, string | undefined>>
}

export interface LocalBackend extends InstanceBackend {
  /**
   * Builds the function, so that starting it is only a hand-over.
   *
   * @throws FunctionInvalidError | SecretMissingError
   */
  prepare(spec: FunctionSpec): Promise<void>
}

const heartbeatMs = 500
/** A fresh stand-by process boots only after the instance that took the last one had the machine to itself. */
const refillDelayMs = 1_000
/** How long instances may finish what they do when the platform closes. What they do not finish is delivered again. */
const closeGraceMs = 10_000

/**
 * Instances as child processes on simulated nodes: each node is a group of processes of this machine with a heartbeat,
 * and can be killed like a machine.
 */
export async function localBackend(options: LocalBackendOptions): Promise<LocalBackend> {
  const bundles = join(options.dataDirectory, 'bundles')
  const compileCache = join(options.dataDirectory, 'compile-cache')
  const runtime = await bundle(join(import.meta.dirname, '../runtime/main.ts'), bundles)
  const handlers = new Map<FunctionSpec, string>()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const nodes = options.nodes.map(({ name, region }) =>
    simulatedNode(name, region, options.standby, () => runtimeProcess(runtime, compileCache), changed),
  )
  const nodeOf = (name: string) => {
    const node = nodes.find((candidate) => candidate.name === name)
    if (!node)
      throw new NodeUnknownError(
        name,
        nodes.map((known) => known.name),
      )
    return node
  }

  return {
    async prepare(spec) {
      secretsOf(spec, options.secrets)
      if (spec.handler !== undefined) handlers.set(spec, await bundle(spec.handler, bundles))
    },
    start(order) {
      const [node] = nodes
        .filter(({ region, up }) => region === order.nodeRegion && up)
        .toSorted((a, b) => a.instances.length - b.instances.length)
      if (!node) throw new NoNodeError(order.nodeRegion)
      const instance = `${order.spec.name}-${randomBytes(3).toString('hex')}`
      const load = loadOrder(
        order,
        { instance, node: node.name, bundle: handlers.get(order.spec) },
        options.env,
        secretsOf(order.spec, options.secrets),
      )
      return node.run((process, tier) => processInstance(process, order, load, tier))
    },
    nodes: () => nodes,
    killNode: (name) => nodeOf(name).kill(),
    startNode: (name) => nodeOf(name).start(),
    onChange(listener) {
      listeners.add(listener)
    },
    async [Symbol.asyncDispose]() {
      listeners.clear()
      await Promise.all(nodes.map((node) => node.close()))
    },
  }
}

interface SimulatedNode extends NodeState {
  run(hand: (process: RuntimeProcess, tier: Instance['tier']) => Instance): Instance
  kill(): void
  start(): void
  close(): Promise<void>
}

function simulatedNode(
  name: string,
  region: string,
  standby: number,
  boot: () => RuntimeProcess,
  changed: () => void,
): SimulatedNode {
  const instances = new Set<Instance>()
  const waiting = new Set<RuntimeProcess>()
  let booting = 0
  let heartbeatAt = Date.now()
  let heartbeat: NodeJS.Timeout | undefined
  let refillTimer: NodeJS.Timeout | undefined
  let up = false

  async function refill() {
    while (up && waiting.size + booting < standby) {
      booting++
      const process = boot()
      await process.booted.catch(() => {})
      booting--
      if (!up) {
        process.kill()
        return
      }
      waiting.add(process)
      void process.exited.then(() => {
        if (waiting.delete(process)) changed()
      })
      changed()
    }
  }
  function start() {
    if (up) return
    up = true
    heartbeatAt = Date.now()
    heartbeat = setInterval(() => {
      heartbeatAt = Date.now()
    }, heartbeatMs)
    heartbeat.unref()
    void refill()
    changed()
  }
  function kill() {
    up = false
    clearInterval(heartbeat)
    clearTimeout(refillTimer)
    for (const instance of instances) instance.kill()
    for (const process of waiting) process.kill()
    waiting.clear()
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
    run(hand) {
      const [ready] = waiting
      if (ready) waiting.delete(ready)
      const instance = hand(ready ?? boot(), ready ? 'stand-by' : 'cold')
      instances.add(instance)
      void instance.gone.then(() => {
        instances.delete(instance)
        changed()
      })
      void instance.ready
        .catch(() => {})
        .then(() => {
          clearTimeout(refillTimer)
          refillTimer = setTimeout(() => void refill(), refillDelayMs)
        })
      changed()
      return instance
    },
    kill,
    start,
    async close() {
      const ending = Promise.all([...instances].map((instance) => instance.stop()))
      up = false
      clearInterval(heartbeat)
      clearTimeout(refillTimer)
      for (const process of waiting) process.kill()
      const patience = setTimeout(() => {
        for (const instance of instances) instance.kill()
      }, closeGraceMs)
      await ending
      clearTimeout(patience)
    },
  }
}

function secretsOf(
  spec: FunctionSpec,
  available: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    spec.secrets.map((secret) => {
      const value = available[secret]
      if (value === undefined) throw new SecretMissingError(spec.name, secret)
      return [secret, value]
    }),
  )
}
