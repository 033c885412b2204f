import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../platform/src/runtime/free-port.ts'

/** A platform or a city as a process of its own, that may be killed, frozen, and started again on what it left. */
export interface ServerProcess {
  readonly url: string
  /** Where it writes what it says. */
  readonly log: string
  readonly pid: number | undefined
  /** Starts it, and resolves once it is ready. */
  start(): Promise<void>
  /** Sends it a signal; false when it does not run. */
  signal(name: NodeJS.Signals): boolean
  /** `kill -9`. */
  kill(): Promise<void>
  /** As Ctrl+C; resolves when it has ended. */
  stop(): Promise<void>
  /** Sets its wall clock off by so many milliseconds, at once when it runs. */
  setClock(offMs: number): void
  /** Times that it ended without being told to. */
  readonly crashes: number
  /** Processes that belong to it without being it. */
  children(): readonly number[]
}

export interface ServerProcessOptions {
  /** Gets the log. */
  readonly folder: string
  /** Its data directory: whoever may write there belongs to it. */
  readonly data: string
  /** The program and the words of its command line that say neither port nor data directory. */
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** It is begun again when it ends before it is ready, as a service manager does: what it needs is not there yet. */
  readonly needsOthers?: boolean
}

export async function serverProcess({
  folder,
  data,
  command: [program = '', ...words],
  env = {},
  needsOthers = false,
}: ServerProcessOptions): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log = join(folder, 'server.log')
  const clock = join(folder, 'clock')
  writeFileSync(clock, '0')
  const said = openSync(log, 'a')
  const command = [
    ...['--import', join(import.meta.dirname, 'shifted-clock.js'), program, ...words],
    ...['--port', String(port), '--data', data],
  ]
  let child: ChildProcess | undefined
  let crashes = 0

  const runs = () => child !== undefined && child.exitCode === null && child.signalCode === null

  function begin() {
    child = spawn(process.execPath, command, {
      cwd: folder,
      env: { ...process.env, ...env, CHAOS_CLOCK: clock },
      stdio: ['ignore', said, said],
    })
  }

  async function end(name: NodeJS.Signals) {
    if (!runs()) return
    const ending = child!
    ending.removeAllListeners('exit')
    const ended = once(ending, 'exit')
    ending.kill('SIGCONT')
    ending.kill(name)
    await ended
  }

  return {
    url,
    log,
    get pid() {
      return child?.pid
    },
    get crashes() {
      return crashes
    },
    async start() {
      const deadline = performance.now() + patienceMs
      for (;;) {
        begin()
        const problem = await readyProblem(url, runs, deadline)
        if (problem === undefined) break
        const again = needsOthers && !runs() && performance.now() < deadline
        if (!again) throw new Error(`${problem}\n${lastLines(log)}`)
        await sleep(1000)
      }
      child!.once('exit', () => crashes++)
    },
    signal(name) {
      return runs() && child!.kill(name)
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    setClock(offMs) {
      writeFileSync(clock, String(Math.round(offMs)))
      if (runs()) child!.kill('SIGUSR2')
    },
    children: () => processesNaming(data).filter((pid) => pid !== child?.pid),
  }
}

/** What a log says last. */
export const lastLines = (file: string): string =>
  readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n')

const patienceMs = 120_000

/** Why it is not ready, or `undefined` once it is. */
async function readyProblem(url: string, runs: () => boolean, deadline: number): Promise<string | undefined> {
  while (performance.now() < deadline) {
    if (!runs()) return 'It ended before it was ready.'
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
    if (answer?.ok) return undefined
    await sleep(50)
  }
  return `It was not ready within ${patienceMs / 1000} s.`
}

/** Processes whose command line has this path in it: instances do, by the folders that they may write. */
export function processesNaming(path: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path)
      } catch {
        return false
      }
    })
    .map(Number)
}

const goneWithinMs = 15_000

/** Children of a server that is gone must go too. */
export async function left(server: ServerProcess): Promise<readonly string[]> {
  const deadline = performance.now() + goneWithinMs
  for (;;) {
    const children = server.children()
    if (children.length === 0) return []
    if (performance.now() > deadline) return children.map((pid) => outlived(pid))
    await sleep(50)
  }
}

function outlived(pid: number): string {
  const words = commandLineOf(pid)
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has gone after all.
  }
  return `Process ${pid} outlived what it belongs to: ${words.slice(0, 300)}`
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
