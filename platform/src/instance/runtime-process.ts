import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { HostMessage, RuntimeMessage } from './protocol.ts'

/** A child process that can become any function. It leads a process group, so that what it starts ends with it. */
export interface RuntimeProcess {
  readonly pid: number
  /** Resolves once it waits for a function; rejects when it ended instead. */
  readonly booted: Promise<void>
  /** Resolves when it is gone, with the reason in words. */
  readonly exited: Promise<string>
  send(message: HostMessage): void
  /** From now on these hear what it says. */
  adopt(listener: RuntimeListener): void
  kill(): void
}

export interface RuntimeListener {
  message(message: RuntimeMessage): void
  line(stream: 'stdout' | 'stderr', line: string): void
}

/** @param bundle the runtime as one JavaScript file */
export function runtimeProcess(bundle: string, compileCache: string): RuntimeProcess {
  const child = fork(bundle, {
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
    env: { ...process.env, BONGHWA_COMPILE_CACHE: compileCache },
  })
  const pid = child.pid ?? 0
  const booted = Promise.withResolvers<void>()
  booted.promise.catch(() => {})
  let listener: RuntimeListener | undefined

  child.on('message', (message: RuntimeMessage) => {
    if (message.kind === 'booted') booted.resolve()
    listener?.message(message)
  })
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream]
    if (input) createInterface({ input }).on('line', (line) => listener?.line(stream, line))
  }
  const exited = exitOf(child).then((reason) => {
    killGroup(pid)
    booted.reject(new Error(reason))
    return reason
  })

  return {
    pid,
    booted: booted.promise,
    exited,
    send(message) {
      if (child.connected) child.send(message, () => {})
    },
    adopt(next) {
      listener = next
    },
    kill: () => killGroup(pid),
  }
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}

function killGroup(pid: number) {
  // 0 would be this process's own group.
  if (pid <= 0) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
