import type { FunctionSpec } from '../function/function-spec.ts'
import type { RuntimeProcess } from './runtime-process.ts'

export interface FrozenOptions {
  /** How many processes of a node may be frozen at once; 0: none ever is. */
  readonly perNode: number
  /** How long one may be frozen before it is ended. */
  readonly seconds: number
}

export const frozenByDefault: FrozenOptions = { perNode: 4, seconds: 600 }

/** Frozen processes of one node, each waiting for the next event of its function and region. */
export interface FrozenPool {
  readonly size: number
  /** Ends the oldest when there are too many. */
  add(process: RuntimeProcess, spec: FunctionSpec, region: string): void
  has(spec: FunctionSpec, region: string): boolean
  /** Thaws the one that was frozen last, and forgets it. */
  take(spec: FunctionSpec, region: string): RuntimeProcess | undefined
  /** Forgets one that went by itself; false when it was not here. */
  forget(process: RuntimeProcess): boolean
  /** Ends those of one function. */
  retire(spec: FunctionSpec): void
  /** Ends all; resolves when they are gone. */
  clear(): Promise<void>
}

/** @param changed called when one is ended because of its age */
export function frozenPool({ perNode, seconds }: FrozenOptions, changed: () => void): FrozenPool {
  /** In the order in which they were frozen. */
  const frozen = new Map<RuntimeProcess, Frozen>()

  function forget(process: RuntimeProcess) {
    clearTimeout(frozen.get(process)?.expiry)
    return frozen.delete(process)
  }
  function end(process: RuntimeProcess) {
    forget(process)
    process.kill()
  }
  const find = (spec: FunctionSpec, region: string) =>
    [...frozen].findLast(([, one]) => one.spec === spec && one.region === region)?.[0]

  return {
    get size() {
      return frozen.size
    },
    add(process, spec, region) {
      const expiry = setTimeout(() => {
        end(process)
        changed()
      }, seconds * 1000)
      expiry.unref()
      frozen.set(process, { spec, region, expiry })
      for (const oldest of frozen.keys()) {
        if (frozen.size <= perNode) break
        end(oldest)
      }
    },
    has: (spec, region) => find(spec, region) !== undefined,
    take(spec, region) {
      const process = find(spec, region)
      if (!process) return undefined
      forget(process)
      process.thaw()
      return process
    },
    forget,
    retire(spec) {
      for (const [process, one] of frozen) if (one.spec === spec) end(process)
    },
    async clear() {
      const ending = [...frozen.keys()]
      for (const process of ending) end(process)
      await Promise.all(ending.map(({ exited }) => exited))
    },
  }
}

interface Frozen {
  readonly spec: FunctionSpec
  readonly region: string
  readonly expiry: NodeJS.Timeout
}
