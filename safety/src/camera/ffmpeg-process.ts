import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'

/** ffmpeg ended without having done what was asked; `message` is its own last line. */
export class DecodeError extends Error {}

/** An ffmpeg at work. Should this process be killed, it dies of the broken pipe at its next output. */
export interface FfmpegProcess {
  readonly stdin: Writable | null
  readonly stdout: Readable
  /** Rejects with a `DecodeError` when it ended in failure. Only to be asked once its output has ended. */
  succeeded(): Promise<void>
  /** Its last words, or undefined. */
  lastLine(): string | undefined
  /** Asks it to end, then insists after two seconds. */
  end(): Promise<void>
}

export interface FfmpegProcessOptions {
  readonly signal: AbortSignal
  /** It reads what is written to `stdin`. */
  readonly reads?: boolean
  /** Is told each line it says; one that returns true has been dealt with, and is not among its last words. */
  readonly onLine?: (line: string) => boolean
}

/** Starts `ffmpeg`; it ends when `signal` is aborted. */
export function startFfmpeg(
  ffmpeg: string,
  options: readonly string[],
  { signal, reads = false, onLine }: FfmpegProcessOptions,
): FfmpegProcess {
  signal.throwIfAborted()
  const child = spawn(ffmpeg, ['-hide_banner', ...(reads ? [] : ['-nostdin']), ...options], {
    stdio: [reads ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  const stop = () => void end(child)
  signal.addEventListener('abort', stop, { once: true })
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
  // What it no longer reads is no error: how it ended says more.
  child.stdin?.on('error', () => {})
  const lastLine = keepLastLine(child, onLine)
  return {
    stdin: child.stdin,
    stdout: child.stdout!,
    async succeeded() {
      const exitCode = await ended
      signal.throwIfAborted()
      if (exitCode !== 0) throw new DecodeError(lastLine() ?? `ffmpeg ended with exit code ${exitCode}`)
    },
    lastLine,
    async end() {
      signal.removeEventListener('abort', stop)
      await end(child)
    },
  }
}

function keepLastLine(child: ChildProcess, onLine: FfmpegProcessOptions['onLine']): () => string | undefined {
  let unfinished = ''
  let last: string | undefined
  const take = (line: string) => {
    const said = line.trim()
    if (said !== '' && onLine?.(said) !== true) last = said
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (unfinished + text).split(/[\r\n]+/)
    unfinished = lines.pop()!.slice(-4000)
    for (const line of lines) take(line)
  })
  return () => {
    take(unfinished)
    unfinished = ''
    return last
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.stdin?.destroy()
  child.stdout?.destroy()
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([gone, after(2000, undefined, { ref: false })])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}
