import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FunctionSpec } from '../function/function-spec.ts'
import { type Drop, dropsTo, flagsOf, type Grants, grantsOf, type OwnFolders, union } from './grants.ts'
import { type RuntimeProcess, runtimeProcess } from './runtime-process.ts'
import { needSandbox, sandboxed } from './sandbox.ts'

/** Boots processes that may do what their function may, and no more. */
export interface Confinement {
  /**
   * Makes a function known, with its own folders.
   *
   * @param bundle absent for a command
   * @throws SandboxMissingError
   */
  add(spec: FunctionSpec, bundle: string | undefined): void
  /** A function is known no more. */
  forget(spec: FunctionSpec): void
  folders(spec: FunctionSpec): OwnFolders
  /** A process for one function, or, without one, for any of those that are known and may share a start. */
  boot(spec?: FunctionSpec): RuntimeProcess
  /** What a process must drop to become this function; `undefined` when it cannot. */
  dropsFor(process: RuntimeProcess, spec: FunctionSpec): readonly Drop[] | undefined
  /** It was booted when other functions shared a start. */
  outdated(process: RuntimeProcess): boolean
}

export interface ConfinementOptions {
  readonly dataDirectory: string
  /** The runtime as one JavaScript file. */
  readonly runtime: string
  /** False where something else keeps functions apart: a container around each. */
  readonly confined: boolean
}

/**
 * Functions that a process may become any of, those that began last: each is some words of its command line, and some
 * permissions to drop at a start. Any other starts cold, and is one of them the next time.
 */
const mostShared = 16

export function confinement({ dataDirectory, runtime, confined }: ConfinementOptions): Confinement {
  const own = new Map<FunctionSpec, Grants>()
  const granted = new WeakMap<RuntimeProcess, Grants | 'all'>()
  let shared = union([])
  /** Functions that may share a start, the one that began last at the end. */
  const sharing = new Set<FunctionSpec>()

  function share() {
    const last = [...sharing].slice(-mostShared)
    shared = union(last.flatMap((spec) => own.get(spec) ?? []))
  }
  /** It begins: unless a waiting process may become it already, the next ones may. */
  function began(spec: FunctionSpec) {
    if (!sharing.delete(spec)) return
    sharing.add(spec)
    if (dropsTo(own.get(spec) ?? union([]), shared) === undefined) share()
  }

  const folders = ({ name }: FunctionSpec): OwnFolders => ({
    scratch: join(dataDirectory, 'scratch', name),
    compileCache: join(dataDirectory, 'compile-cache', name),
  })
  function start(grants: Grants | 'all', before: readonly string[] = []): RuntimeProcess {
    const flags = grants === 'all' ? [] : flagsOf(grants)
    const process = runtimeProcess(runtime, flags, before)
    granted.set(process, grants)
    return process
  }
  const free = (spec: FunctionSpec) => !confined || spec.isolation === 'none'

  return {
    folders,
    add(spec, bundle) {
      const { scratch, compileCache } = folders(spec)
      for (const folder of [scratch, compileCache]) mkdirSync(folder, { recursive: true })
      if (free(spec)) return
      if (spec.isolation === 'strict') needSandbox()
      own.set(
        spec,
        bundle === undefined
          ? commandGrants(spec, runtime)
          : grantsOf(spec, folders(spec), [runtime, bundle]),
      )
      if (spec.isolation !== 'process') return
      sharing.add(spec)
      share()
    },
    forget(spec) {
      own.delete(spec)
      if (sharing.delete(spec)) share()
    },
    boot(spec) {
      if (!confined) return start('all')
      if (spec === undefined) return start(shared)
      const grants = own.get(spec)
      if (grants === undefined) return start('all')
      began(spec)
      return spec.isolation === 'strict' ? start(grants, sandboxed(grants, spec.folder)) : start(grants)
    },
    dropsFor(process, spec) {
      const [has, wanted] = [granted.get(process), own.get(spec)]
      if (free(spec)) return has === 'all' ? [] : undefined
      if (has === undefined || has === 'all' || wanted === undefined) return undefined
      return dropsTo(wanted, has)
    },
    outdated: (process) => confined && granted.get(process) !== shared,
  }
}

/** What runs a command only starts it; the command itself is no program of Node, and has no such permissions. */
function commandGrants({ folder, permissions, isolation }: FunctionSpec, runtime: string): Grants {
  const read = isolation === 'strict' ? [runtime, folder, ...permissions.read] : [runtime]
  const write = isolation === 'strict' ? permissions.write : []
  return { read, write, run: true, addons: false, workers: false }
}
