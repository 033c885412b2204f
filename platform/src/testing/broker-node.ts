import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A broker of a test's own, on loopback, that may be killed. */
export interface BrokerNode extends AsyncDisposable {
  readonly url: string
  /** Starts its process, again if it was killed; what it had on disk is there. Use `eventually` to reach it. */
  start(): void
  /** Ends its process as `kill -9` does. */
  kill(): Promise<void>
}

/** @param folder all that it writes, removed with it */
export function brokerNode(url: string, folder: string, begin: () => ChildProcess): BrokerNode {
  let broker: ChildProcess | undefined

  async function kill() {
    if (!broker || broker.exitCode !== null || broker.signalCode !== null) return
    broker.kill('SIGKILL')
    await once(broker, 'exit')
  }

  return {
    url,
    start() {
      broker = begin()
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Where a program lies: in these folders, in the order given, or `undefined`. */
export const programIn = (name: string, folders: readonly string[]): string | undefined =>
  folders.map((folder) => join(folder, name)).find(existsSync)

/** The folders in which a shell looks for programs. */
export const searched: readonly string[] = (process.env.PATH ?? '').split(delimiter)
