import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from '../runtime/free-port.ts'

/** A Mosquitto broker of a test's own, on loopback, that may be killed. */
export interface MosquittoNode extends AsyncDisposable {
  readonly url: string
  /** Starts its process, again if it was killed; what it had on disk is there. */
  start(): void
  /** Ends its process as `kill -9` does. */
  kill(): Promise<void>
}

/** `undefined` when there is none. */
export const mosquittoProgram: string | undefined = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/sbin',
]
  .map((folder) => join(folder, 'mosquitto'))
  .find(existsSync)

/** @param settings further lines of `mosquitto.conf`, about its one listener */
export async function mosquittoNode(
  settings: readonly string[] = ['allow_anonymous true'],
): Promise<MosquittoNode> {
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-mosquitto-'))
  const port = await freePort()
  const config = join(folder, 'mosquitto.conf')
  const lines = [
    `listener ${port} 127.0.0.1`,
    `user ${userInfo().username}`,
    'persistence true',
    `persistence_location ${folder}/`,
    // Every change is on disk before the next one, so that a kill loses nothing.
    'autosave_on_changes true',
    'autosave_interval 1',
    'log_dest none',
    ...settings,
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  let broker: ChildProcess | undefined

  async function kill() {
    if (!broker || broker.exitCode !== null || broker.signalCode !== null) return
    broker.kill('SIGKILL')
    await once(broker, 'exit')
  }

  return {
    url: `mqtt://127.0.0.1:${port}`,
    start() {
      broker = spawn(mosquittoProgram ?? 'mosquitto', ['-c', config], { stdio: 'ignore' })
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
