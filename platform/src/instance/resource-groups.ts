import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { readdir, readFile, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Limits, limitFiles } from './limit-files.ts'
import { type Controller, type OwnGroup, ownGroups } from './own-groups.ts'

/** Processes that the kernel holds to limits, by Linux control groups of version 1 or 2. */
export interface ResourceGroups {
  /**
   * Puts a process, and whatever it starts from now on, into a group of its own. What it held before is not counted.
   *
   * @throws Error when the kernel does not let it
   */
  hold(pid: number, limits: Limits): ResourceGroup
  /** Removes what is left. */
  close(): Promise<void>
}

export interface ResourceGroup {
  /** Why the kernel ended a process of it, in words; `undefined` when it did not. */
  exceeded(): string | undefined
  /** To be called when its processes are gone. */
  remove(): Promise<void>
}

/**
 * Groups below the one of this process, or beside it. Those that a killed platform has left are removed.
 *
 * @throws Error when this process may not make any
 */
export function resourceGroups(): ResourceGroups {
  const own = ownGroups(
    readFileSync('/proc/self/mountinfo', 'utf8'),
    readFileSync('/proc/self/cgroup', 'utf8'),
  )
  const bases = { cpu: own.cpu && baseIn(own.cpu, 'cpu'), memory: own.memory && baseIn(own.memory, 'memory') }

  return {
    hold(pid, limits) {
      const directories = new Set<string>()
      for (const controller of ['cpu', 'memory'] as const) {
        const group = own[controller]
        const files = limitFiles(controller, group?.version ?? 2, limits)
        if (files.length === 0) continue
        const base = bases[controller]
        if (base === undefined) throw new Error(`this kernel has no control groups for ${controller}`)
        const directory = join(base, String(pid))
        // Both limits may live in one group.
        mkdirSync(directory, { recursive: true })
        directories.add(directory)
        for (const { name, value, optional } of files) {
          try {
            writeFileSync(join(directory, name), value)
          } catch (error) {
            if (!optional) throw error
          }
        }
      }
      for (const directory of directories) writeFileSync(join(directory, 'cgroup.procs'), String(pid))
      return {
        exceeded() {
          const { memoryBytes } = limits
          if (memoryBytes === undefined || !killedForMemory(directories)) return undefined
          return `it used more than its memory limit of ${inMebibytes(memoryBytes)}`
        },
        async remove() {
          await Promise.all([...directories].map(removed))
        },
      }
    },
    async close() {
      await Promise.all([...new Set(Object.values(bases))].map((base) => base && removed(base)))
    },
  }
}

/** Followed by the process id of the platform and a number. */
const prefix = 'bonghwa-'
let count = 0

/** A fresh group for this platform, in which groups with limits can be made. */
function baseIn(own: OwnGroup, controller: Controller): string {
  let parent = own.directory
  for (;;) {
    try {
      sweep(parent)
      return own.version === 1 ? fresh(parent) : freshWith(parent)
    } catch (error) {
      // Version 2 wants processes only in leaves: then a group beside ours is as good as one below it.
      if (own.version === 1 || parent === own.root) {
        throw new Error(`no control group for ${controller} can be made (${(error as Error).message})`)
      }
      parent = dirname(parent)
    }
  }
}

function fresh(parent: string): string {
  const base = join(parent, `${prefix}${process.pid}-${count++}`)
  mkdirSync(base)
  return base
}

/** Version 2: controllers are handed down level by level, and a process is moved by whoever may write above both ends. */
function freshWith(parent: string): string {
  accessSync(join(parent, 'cgroup.procs'), constants.W_OK)
  const handDown = (directory: string) =>
    writeFileSync(join(directory, 'cgroup.subtree_control'), '+cpu +memory')
  const enabled = readFileSync(join(parent, 'cgroup.subtree_control'), 'utf8').trim().split(' ')
  if (!enabled.includes('cpu') || !enabled.includes('memory')) handDown(parent)
  const base = fresh(parent)
  try {
    handDown(base)
  } catch (error) {
    rmdirSync(base)
    throw error
  }
  return base
}

/** Ends the groups of platforms that are gone, with whatever is still in them. */
function sweep(parent: string) {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue
    const platform = Number.parseInt(name.slice(prefix.length), 10)
    // What cannot be removed is tried again by the next platform.
    if (!isAlive(platform)) void ended(join(parent, name)).catch(() => {})
  }
}

async function ended(base: string): Promise<void> {
  for (const child of await readdir(base, { withFileTypes: true })) {
    if (!child.isDirectory()) continue
    const group = join(base, child.name)
    const pids = (await readFile(join(group, 'cgroup.procs'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
    for (const pid of pids) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // Gone by itself.
      }
    }
    await removed(group)
  }
  await removed(base)
}

/** A group can be removed once the last of its processes is gone to the last trace. */
async function removed(directory: string): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt++) {
    try {
      await rmdir(directory)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      await sleep(25, undefined, { ref: false })
    }
  }
}

function killedForMemory(directories: ReadonlySet<string>): boolean {
  // Of version 1 and of version 2.
  const counters = ['memory.oom_control', 'memory.events']
  return [...directories].some((directory) =>
    counters.some((name) => {
      try {
        return /^oom_kill [1-9]/m.test(readFileSync(join(directory, name), 'utf8'))
      } catch {
        return false
      }
    }),
  )
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const inMebibytes = (bytes: number): string => `${Number((bytes / 2 ** 20).toFixed(1))} MiB`
