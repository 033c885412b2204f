import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { FunctionSpec } from '../function/function-spec.ts'
import { log } from '../telemetry/log.ts'
import { bundle } from './bundle.ts'
import { confinement } from './confinement.ts'
import { NodeUnknownError, NoNodeError, SecretMissingError } from './errors.ts'
import type { FrozenOptions } from './frozen-pool.ts'
import { groupGuard } from './group-guard.ts'
import type { InstanceBackend, StartOrder } from './instance.ts'
import { platformFolder } from './platform-folder.ts'
import { loadOrder } from './process-instance.ts'
import { type ResourceGroups, resourceGroups } from './resource-groups.ts'
import type { RuntimeProcess } from './runtime-process.ts'
import { simulatedNode } from './simulated-node.ts'

export interface LocalBackendOptions {
  /** Where bundles, the compile cache and the functions' own folders lie. */
  readonly dataDirectory: string
  readonly nodes: readonly { readonly name: string; readonly region: string }[]
  /** Booted processes that wait on each node; 0 is true zero, and every start a cold one. */
  readonly standby: number
  /** Processes of idle functions that are stopped instead of ended; none without it. */
  readonly frozen?: FrozenOptions
  /** Given to every function, below what its own manifest says. */
  readonly env: Readonly<Record<string, string>>
  /** Where secrets are looked up. */
  readonly secrets: Readonly<Record<string, string | undefined>>
  /** The runtime as one JavaScript file, and handlers that are bundles: both are built here unless they are given so. */
  readonly built?: { readonly runtime: string | undefined; readonly handlers: boolean }
  /** Port of this machine on which functions without a handler serve HTTP already; else their command is started. */
  readonly serverPort?: number | undefined
  /** False where a container around each function keeps them apart already. */
  readonly confined?: boolean
}

export interface LocalBackend extends InstanceBackend {
  /**
   * Builds the function, so that starting it is only a hand-over. What was prepared under its name before is built anew.
   *
   * @returns path of its code, named by its content; none of a command, whose files nobody looks into
   * @throws FunctionInvalidError | SecretMissingError
   */
  prepare(spec: FunctionSpec): Promise<string | undefined>
  /** Forgets a function that was prepared, whose instances have ended. */
  retire(spec: FunctionSpec): void
}

/**
 * Instances as child processes on simulated nodes: each node is a group of processes of this machine with a heartbeat,
 * and can be killed like a machine.
 */
export async function localBackend(options: LocalBackendOptions): Promise<LocalBackend> {
  const bundles = join(options.dataDirectory, 'bundles')
  const runtime =
    options.built?.runtime ??
    (await bundle(join(platformFolder(), 'src/runtime/main.ts'), bundles, { mapped: false }))
  const confined = confinement({
    dataDirectory: options.dataDirectory,
    runtime,
    confined: options.confined ?? true,
  })
  let preparing = 0
  const handlers = new Map<FunctionSpec, string>()
  /** By handler: several functions may share one. */
  const builds = new Map<string, Promise<string>>()
  const build = (handler: string) => {
    const built =
      builds.get(handler) ?? (options.built?.handlers ? Promise.resolve(handler) : bundle(handler, bundles))
    builds.set(handler, built)
    // One that failed is tried again when the function is deployed again.
    built.catch(() => builds.delete(handler))
    return built
  }
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const guard = groupGuard()
  let booting = 0
  let room = Promise.withResolvers<void>()
  function booted() {
    booting--
    room.resolve()
    room = Promise.withResolvers()
  }
  function boot(spec?: FunctionSpec) {
    const process = confined.boot(spec)
    booting++
    process.booted.then(booted, booted)
    guard.add(process.pid)
    void process.exited.then(() => guard.remove(process.pid))
    return process
  }
  let unguarded = false
  /** A stopped process does not notice that its host is gone: nothing is frozen unless somebody does. */
  function mayFreeze() {
    if (!guard.watching && !unguarded) {
      unguarded = true
      log({
        level: 'warn',
        message: 'No process is frozen: nothing watches over them (no /bin/sh, or it was ended).',
      })
    }
    return guard.watching
  }
  let groups: ResourceGroups | undefined
  let unlimited = false
  function confine(process: RuntimeProcess, { resources }: FunctionSpec) {
    const { cpuCores, memoryBytes } = resources
    if (unlimited || (cpuCores === undefined && memoryBytes === undefined)) return
    try {
      groups ??= resourceGroups()
      process.hold(groups.hold(process.pid, resources))
    } catch (error) {
      unlimited = true
      log({
        level: 'warn',
        message: `Functions run without the limits of their "resources": ${(error as Error).message}.`,
      })
    }
  }
  const { standby, frozen = { perNode: 0, seconds: 0 } } = options
  const nodes = options.nodes.map(({ name, region }) =>
    simulatedNode({
      ...{ name, region, standby, frozen, boot, mayFreeze, confine, changed },
      confinement: confined,
      mayRefill: () => preparing === 0,
    }),
  )
  void guard.ended.then(() => {
    for (const node of nodes) node.endFrozen()
  })
  const nodeFor = (order: StartOrder) => {
    const candidates = nodes.filter(({ region, up }) => region === order.nodeRegion && up)
    return (
      candidates.find((candidate) => candidate.hasFrozen(order)) ??
      candidates.toSorted((a, b) => a.instances.length - b.instances.length)[0]
    )
  }
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
      preparing++
      try {
        if (spec.handler !== undefined) {
          if ([...handlers.keys()].some(({ name }) => name === spec.name)) builds.delete(spec.handler)
          handlers.set(spec, await build(spec.handler))
        }
        confined.add(spec, handlers.get(spec))
        return handlers.get(spec)
      } finally {
        preparing--
        for (const node of nodes) node.renew()
      }
    },
    retire(spec) {
      handlers.delete(spec)
      confined.forget(spec)
      for (const node of nodes) node.retire(spec)
    },
    start(order) {
      const node = nodeFor(order)
      if (!node) throw new NoNodeError(order.nodeRegion)
      const instance = `${order.spec.name}-${randomBytes(3).toString('hex')}`
      const { scratch, compileCache } = confined.folders(order.spec)
      const bundle = handlers.get(order.spec)
      const load = loadOrder(
        order,
        { instance, node: node.name, bundle, compileCache, port: options.serverPort },
        { ...(bundle === undefined ? {} : { TMPDIR: scratch }), ...options.env },
        secretsOf(order.spec, options.secrets),
      )
      return node.run(order, load)
    },
    full(order) {
      const boots = nodeFor(order)?.boots(order) ?? false
      return boots && booting >= availableParallelism() ? room.promise : undefined
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
      await groups?.close()
      guard[Symbol.dispose]()
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
