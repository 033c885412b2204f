import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { EncodingError } from './errors.ts'

/** Takes JPEG pictures and makes a clip of them; the same pictures give the same bytes. Disposed before its end it gives up. */
export interface Encoder extends Disposable {
  add(picture: Buffer): Promise<void>
  /** Resolves once the file is whole. */
  end(): Promise<void>
}

/** @param quality H.264's constant rate factor: 18 fine to 32 coarse */
export function openEncoder(file: string, fps: number, quality = 29): Encoder {
  const ffmpeg = spawn(
    process.env.BONGHWA_FFMPEG ?? 'ffmpeg',
    // biome-ignore format: a command line
    [
      '-v', 'error', '-y', '-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', String(fps), '-i', '-',
      '-c:v', 'libx264', '-preset', 'slow', '-threads', '1', '-crf', String(quality), '-g', String(fps * 6),
      '-pix_fmt', 'yuv420p', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact',
      '-movflags', '+faststart', file,
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  )
  let said = ''
  ffmpeg.stderr.on('data', (text) => {
    said += text
  })
  // Its end tells more than the pipe that breaks before it.
  ffmpeg.stdin.on('error', () => {})
  const ended = new Promise<void>((resolve, reject) => {
    ffmpeg.once('error', (cause) => reject(new EncodingError(cause.message, { cause })))
    ffmpeg.once('close', (code) =>
      code === 0 ? resolve() : reject(new EncodingError(said.trim() || `exit ${code}`)),
    )
  })
  ended.catch(() => {})
  return {
    async add(picture) {
      if (!ffmpeg.stdin.write(picture)) await Promise.race([once(ffmpeg.stdin, 'drain'), ended])
    },
    async end() {
      ffmpeg.stdin.end()
      await ended
    },
    [Symbol.dispose]() {
      if (ffmpeg.exitCode === null) ffmpeg.kill()
    },
  }
}
