import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { FfmpegMissingError } from './errors.ts'

/**
 * The ffmpeg to run: `BONGHWA_FFMPEG` when set, else the one on PATH, else the one of the package
 * `@ffmpeg-installer/ffmpeg`. That one is of 2018, so nothing here uses an option younger than it.
 */
export function findFfmpeg(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const asked = env.BONGHWA_FFMPEG
  const key = asked ?? ''
  let search = found.get(key)
  if (search === undefined) {
    search = asked ? theAsked(asked) : firstThatRuns()
    found.set(key, search)
  }
  return search
}

/** The 2018 binary out of npm, or undefined where the package has none for this machine. */
export async function installerFfmpeg(): Promise<string | undefined> {
  try {
    const { default: installer } = await import('@ffmpeg-installer/ffmpeg')
    return installer.path
  } catch {
    // It throws a string when it has no binary for the platform; that is an answer, not a bug.
    return undefined
  }
}

/** One search per setting and process: starting ffmpeg only to see that it runs costs 50 ms. */
const found = new Map<string, Promise<string>>()

async function theAsked(path: string): Promise<string> {
  if (await runs(path)) return path
  throw new FfmpegMissingError(`BONGHWA_FFMPEG is ${path}, which does not run.`)
}

async function firstThatRuns(): Promise<string> {
  if (await runs('ffmpeg')) return 'ffmpeg'
  const installed = await installerFfmpeg()
  if (installed !== undefined && (await runs(installed))) return installed
  throw new FfmpegMissingError('There is no ffmpeg on PATH, and none came with npm for this machine.')
}

async function runs(path: string): Promise<boolean> {
  try {
    await promisify(execFile)(path, ['-version'])
    return true
  } catch {
    return false
  }
}
