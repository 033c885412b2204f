import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '../runtime/free-port.ts'
import { eventually } from './eventually.ts'

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandLine {
  /** URL of its gateway. */
  readonly server: string
  /** Runs `bonghwa` with these words to its end. */
  run(...words: string[]): Promise<Ran>
  /** The same with further environment variables. */
  runWith(env: Readonly<Record<string, string>>, ...words: string[]): Promise<Ran>
  /** Starts `bonghwa` with these words. */
  start(...words: string[]): ChildProcess
  /** Starts `bonghwa up` with these words, and resolves once its functions are there. */
  up(...words: string[]): Promise<CommandLinePlatform>
}

export interface CommandLinePlatform extends AsyncDisposable {
  /** What it printed on stderr so far. */
  said(): string
}

/**
 * The real command line, in a folder, with a gateway's port and a data directory of its own.
 *
 * @param within words before it, such as those of a network namespace
 */
export async function commandLine(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  within: readonly string[] = [],
): Promise<CommandLine> {
  const port = await freePort()
  const server = `http://127.0.0.1:${port}`
  const [program = '', ...before] = [
    ...within,
    process.execPath,
    join(import.meta.dirname, '../../bin/bonghwa.js'),
  ]
  const start = (...words: string[]): ChildProcess => startWith({}, ...words)
  const startWith = (more: Readonly<Record<string, string>>, ...words: string[]): ChildProcess =>
    spawn(program, [...before, ...words], {
      cwd: folder,
      env: {
        ...process.env,
        BONGHWA_PORT: String(port),
        BONGHWA_SERVER: server,
        BONGHWA_DATA: join(folder, '.bonghwa'),
        ...env,
        ...more,
      },
    })
  async function runWith(more: Readonly<Record<string, string>>, ...words: string[]): Promise<Ran> {
    const child = startWith(more, ...words)
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout as NodeJS.ReadableStream),
      text(child.stderr as NodeJS.ReadableStream),
      once(child, 'exit') as Promise<[number | null]>,
    ])
    return { code, stdout, stderr }
  }
  return {
    server,
    start,
    run: (...words) => runWith({}, ...words),
    runWith,
    async up(...words) {
      const child = start('up', ...words)
      let said = ''
      child.stderr?.setEncoding('utf8').on('data', (more) => {
        said += more
      })
      child.stdout?.resume()
      const early = once(child, 'close').then(() => {
        throw new Error(`bonghwa up ended: ${said}`)
      })
      early.catch(() => {})
      await Promise.race([eventually(async () => assert.ok((await fetch(`${server}/readyz`)).ok)), early])
      return {
        said: () => said,
        async [Symbol.asyncDispose]() {
          const gone = once(child, 'exit')
          child.kill('SIGTERM')
          await gone
        },
      }
    },
  }
}
