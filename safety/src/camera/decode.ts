import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as after } from 'node:timers/promises'
import { type Picture, ppmFrames } from './ppm-frames.ts'

export interface DecodeOptions {
  readonly ffmpeg: string
  /** Pictures per second of the source's own time. */
  readonly fps: number
  /** Longer sides are scaled down to this, in pixels. */
  readonly maxSide: number
  /** Read a file no faster than it plays. */
  readonly realTime: boolean
  readonly signal: AbortSignal
}

/** ffmpeg ended without having done what was asked; `message` is its own last line. */
export class DecodeError extends Error {}

/**
 * The pictures of a file or address, in order, through an ffmpeg of its own. It is read only as fast as the
 * pictures are taken. ffmpeg ends with the iteration, whichever way that ends; and should this process be killed,
 * ffmpeg dies of the broken pipe at its next picture.
 */
export async function* decode(input: string, options: DecodeOptions): AsyncGenerator<Picture> {
  options.signal.throwIfAborted()
  const child = spawn(options.ffmpeg, ffmpegArguments(input, options), { stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = () => void end(child)
  options.signal.addEventListener('abort', stop, { once: true })
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
  const lastLine = keepLastLine(child)
  let pictures = 0
  try {
    for await (const picture of ppmFrames(child.stdout)) {
      pictures += 1
      yield picture
    }
    const exitCode = await ended
    options.signal.throwIfAborted()
    if (exitCode !== 0) throw new DecodeError(lastLine() || `ffmpeg ended with exit code ${exitCode}`)
    if (pictures === 0) throw new DecodeError(lastLine() || 'it holds no picture')
  } finally {
    options.signal.removeEventListener('abort', stop)
    await end(child)
  }
}

/** Only options that ffmpeg of 2018 knows as well as today's. */
export function ffmpegArguments(
  input: string,
  { fps, maxSide, realTime }: Pick<DecodeOptions, 'fps' | 'maxSide' | 'realTime'>,
): string[] {
  const shrink = `min(1,${maxSide}/max(iw,ih))`
  const scale = `scale='max(2,trunc(iw*${shrink}))':'max(2,trunc(ih*${shrink}))'`
  return [
    '-hide_banner',
    '-nostdin',
    ...['-loglevel', 'error'],
    // One decoder thread is plenty at camera sizes, and eight cameras share the machine.
    ...['-threads', '1'],
    ...inputOptions(input, realTime),
    ...['-i', input],
    ...['-an', '-sn', '-dn'],
    ...['-vf', `fps=${fps},${scale}`],
    ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'],
  ]
}

function inputOptions(input: string, realTime: boolean): string[] {
  if (/^rtsps?:/.test(input)) return ['-rtsp_transport', 'tcp']
  // Motion JPEG over HTTP carries no time of its own: a picture is of when it arrives. Containers do carry it.
  if (/^https?:/.test(input))
    return /\.(m3u8|mpd|mp4|ts|mkv|flv)(\?|$)/.test(input) ? [] : ['-use_wallclock_as_timestamps', '1']
  return realTime && !/^rtmp:/.test(input) ? ['-re'] : []
}

function keepLastLine(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-4000)
  })
  return () => tail.trim().split('\n').at(-1)!.trim()
}

/** Asks, then insists after two seconds. */
async function end(child: ChildProcess): Promise<void> {
  child.stdout?.destroy()
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([gone, after(2000, undefined, { ref: false })])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}
