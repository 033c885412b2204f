import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { minimalEnvironment } from './environment.ts'
import { outbox } from './outbox.ts'
import { type HostMessage, type RuntimeMessage, wakeDescriptor } from './protocol.ts'
import type { ResourceGroup } from './resource-groups.ts'

/** A child process that can become any function. It leads a process group, so that what it starts ends with it. */
export interface RuntimeProcess {
  readonly pid: number
  /** Resolves once it waits for a function; rejects when it ended instead. */
  readonly booted: Promise<void>
  /** Resolves when it is gone and all it said was heard, with the reason in words. */
  readonly exited: Promise<string>
  send(message: HostMessage): void
  /** Sends it together with what else is sent in this turn of the event loop. */
  sendWithOthers(message: HostMessage): void
  /** From now on this one hears what becomes of it. */
  adopt(listener: RuntimeListener): void
  /**
   * Stops its whole group, without an end to it. Its own thread stops between two turns of its event loop, so that it
   * holds no lock meanwhile. False when it did not come to rest within a second, or is gone.
   */
  freeze(): Promise<boolean>
  /** Lets a frozen one go on where it was. */
  thaw(): void
  kill(): void
  /** From now on its end removes the group, and may be explained by it. */
  hold(group: ResourceGroup): void
}

export interface RuntimeListener {
  message(message: RuntimeMessage): void
  line(stream: 'stdout' | 'stderr', line: string): void
  /** It is gone and all it said was heard. */
  ended(reason: string): void
}

const restWithinMs = 1_000
/** How long what a process has said may still be on its way when it is gone. */
const lastWordsMs = 500

/**
 * @param bundle the runtime as one JavaScript file
 * @param flags of Node
 * @param before a command that runs Node as its own
 */
export function runtimeProcess(
  bundle: string,
  flags: readonly string[],
  before: readonly string[] = [],
): RuntimeProcess {
  const [program, ...words] = [...before, process.execPath]
  const child = fork(bundle, {
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    execPath: program ?? process.execPath,
    execArgv: [...words, ...flags],
    env: minimalEnvironment(process.env),
  })
  const pid = child.pid ?? 0
  const booted = Promise.withResolvers<void>()
  booted.promise.catch(() => {})
  let listener: RuntimeListener | undefined
  let group: ResourceGroup | undefined
  let rested: ((frozen: boolean) => void) | undefined

  child.on('message', (messages: readonly RuntimeMessage[]) => {
    for (const message of messages) {
      if (message.kind === 'booted') booted.resolve()
      if (message.kind === 'resting') rested?.(signalGroup(pid, 'SIGSTOP'))
      listener?.message(message)
    }
  })
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream]
    if (input) createInterface({ input }).on('line', (line) => listener?.line(stream, line))
  }
  const wake = child.stdio[wakeDescriptor] as Writable | null
  wake?.on('error', () => {})
  const exited = exitOf(child, pid).then((exit) => {
    const reason = group?.exceeded() ?? exit
    void group?.remove()
    booted.reject(new Error(reason))
    rested?.(false)
    listener?.ended(reason)
    return reason
  })
  const { add, send } = outbox<HostMessage>(
    (messages) => {
      if (child.connected) child.send(messages, () => {})
    },
    (message, { message: problem }) => {
      if (message.kind === 'invoke') listener?.message({ kind: 'error', call: message.call, problem })
    },
  )

  return {
    pid,
    booted: booted.promise,
    exited,
    send,
    sendWithOthers: add,
    adopt(next) {
      listener = next
    },
    async freeze() {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const patience = setTimeout(() => resolve(false), restWithinMs)
      rested = resolve
      send({ kind: 'rest' })
      const frozen = await promise
      clearTimeout(patience)
      rested = undefined
      // It may come to rest yet, and must not stay so.
      if (!frozen) wake?.write('.')
      return frozen
    },
    thaw() {
      wake?.write('.')
      signalGroup(pid, 'SIGCONT')
    },
    kill: () => void signalGroup(pid, 'SIGKILL'),
    hold(next) {
      group = next
    },
  }
}

function exitOf(child: ChildProcess, pid: number): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => {
      signalGroup(pid, 'SIGKILL')
      const reason = signal ?? `exit code ${code}`
      // Its last lines may come after its end; a stranger that left the group may hold them open for ever.
      const patience = setTimeout(() => resolve(reason), lastWordsMs)
      child.once('close', () => {
        clearTimeout(patience)
        resolve(reason)
      })
    })
  })
}

/** False when the group is gone. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  // 0 would be this process's own group.
  if (leader <= 0) return false
  try {
    return process.kill(-leader, signal)
  } catch {
    return false
  }
}
