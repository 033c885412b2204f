import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../platform/src/runtime/free-port.ts'
import { searched } from '../../platform/src/testing/broker-node.ts'

/** A PostgreSQL server of its own, on loopback, that may be killed. */
export interface PostgresServer extends AsyncDisposable {
  readonly url: string
  readonly pid: number | undefined
  /** Resolves once it listens, again after it was killed. */
  start(): Promise<void>
  kill(): Promise<void>
}

const library = '/usr/lib/postgresql'
const folders = existsSync(library)
  ? readdirSync(library).map((version) => join(library, version, 'bin'))
  : []
const programs = [...folders, ...searched].find((folder) => existsSync(join(folder, 'initdb')))

export const postgresProblem = (): string | undefined =>
  programs === undefined ? 'there is no PostgreSQL server' : undefined

/** It runs for nobody as root. */
const nobody = 65_534

export async function postgresServer(): Promise<PostgresServer> {
  const asOther = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  const folder = mkdtempSync(join(tmpdir(), 'bonghwa-postgres-'))
  if ('uid' in asOther) chownSync(folder, nobody, nobody)
  const data = join(folder, 'data')
  const initialise = ['-D', data, '-U', 'bonghwa', '--auth', 'trust', '--no-sync']
  await promisify(execFile)(join(programs!, 'initdb'), initialise, { ...asOther, cwd: folder })
  const port = await freePort()
  const words = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder]
  let server: ChildProcess | undefined

  const runs = () => server !== undefined && server.exitCode === null && server.signalCode === null

  async function kill() {
    if (!runs()) return
    const gone = once(server!, 'exit')
    server!.kill('SIGCONT')
    server!.kill('SIGKILL')
    await gone
  }

  return {
    url: `postgres://bonghwa@127.0.0.1:${port}/postgres`,
    get pid() {
      return runs() ? server?.pid : undefined
    },
    async start() {
      for (let tries = 0; tries < 600; tries++) {
        // While processes of the one that was killed are still there, the next ends at once.
        if (!runs())
          server = spawn(join(programs!, 'postgres'), words, { ...asOther, cwd: folder, stdio: 'ignore' })
        if (await listens(port)) return
        await sleep(100)
      }
      throw new Error('PostgreSQL did not start within a minute.')
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill()
      // Its workers may write a last word.
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)])
    .catch(() => false)
    .finally(() => socket.destroy())
}
