import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../platform/src/runtime/free-port.ts'

/** `bonghwa up` as a process of its own, that may be killed, frozen, and started again on what it left. */
export interface PlatformProcess {
  readonly url: string
  /** Where it writes what it says. */
  readonly log: string
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

/**
 * @param folder has `functions/`, and gets the log
 * @param data its data directory
 * @param words further words of its command line
 */
export async function platformProcess(
  folder: string,
  data: string,
  words: readonly string[],
): Promise<PlatformProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log = join(folder, 'platform.log')
  const clock = join(folder, 'clock')
  writeFileSync(clock, '0')
  const said = openSync(log, 'a')
  const command = [
    ...['--import', join(import.meta.dirname, 'shifted-clock.js')],
    ...[join(import.meta.dirname, '../platform/bin/bonghwa.js'), 'up', join(folder, 'functions')],
    ...['--port', String(port), '--data', data, '--standby', '1', '--frozen', '2', ...words],
  ]
  let child: ChildProcess | undefined
  let crashes = 0

  const runs = () => child !== undefined && child.exitCode === null && child.signalCode === null

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
    get crashes() {
      return crashes
    },
    async start() {
      child = spawn(process.execPath, command, {
        cwd: folder,
        env: { ...process.env, CHAOS_CLOCK: clock },
        stdio: ['ignore', said, said],
      })
      child.once('exit', () => crashes++)
      await ready(url, runs)
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

const patienceMs = 90_000

async function ready(url: string, runs: () => boolean) {
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    if (!runs()) throw new Error('The platform ended before it was ready.')
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
    if (answer?.ok) return
    await sleep(50)
  }
  throw new Error(`The platform was not ready within ${patienceMs / 1000} s.`)
}

/** Processes whose command line has this path in it: instances do, by the folders that they may write. */
function processesNaming(path: string): number[] {
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
