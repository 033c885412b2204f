import { setTimeout as sleep } from 'node:timers/promises'
import type { Frame } from '../frame/frame.ts'
import { AddressRefusedError } from './address-policy.ts'
import type { Camera, Care, ClipSource, StreamSource } from './city.ts'
import { decode } from './decode.ts'
import { CameraUnreadableError } from './errors.ts'
import { findFfmpeg } from './ffmpeg.ts'
import { DecodeError } from './ffmpeg-process.ts'
import type { Inbox } from './inbox.ts'
import type { Decoding } from './key-first.ts'
import { type LiveFrames, liveFrames } from './live-frames.ts'
import { type NewestIterable, newestOf } from './newest.ts'
import { pinned } from './pinned.ts'
import { sentFrames } from './sent-frames.ts'
import { unstalled } from './unstalled.ts'

export interface CameraOptions {
  /** Ends the frames, and ffmpeg with them, without an error. */
  readonly signal: AbortSignal
  /**
   * `live`: clips play in real time with their rests, `capturedAt` is the clock's, and a taker who is slow gets the
   * newest frame, older ones being dropped and counted. `fast`: clips are read once, as fast as frames are taken,
   * none is dropped, and `capturedAt` is `startedAt` plus media time.
   */
  readonly pace: 'live' | 'fast'
  /** Frames per second; 5 when absent. */
  readonly fps?: number
  /** Longest side of a frame in pixels; 640 when absent. */
  readonly maxSide?: number
  /** Epoch milliseconds of the first frame at `fast` pace; now when absent. */
  readonly startedAt?: number
  /** What is sent to it, when its source is `push`. */
  readonly inbox?: Inbox
  /** Told at every change of state. */
  readonly onState?: (status: CameraStatus) => void
}

export interface CameraStatus {
  readonly state: 'starting' | 'watching' | 'resting' | 'ended' | 'failed'
  /** Why it failed, with the remedy; null in any other state. */
  readonly error: string | null
  /** Epoch milliseconds of the next scene, or of the next try; null when there is none. */
  readonly nextSceneAt: number | null
}

/** The frames of a camera. */
export interface CameraFrames extends NewestIterable<Frame> {
  /**
   * Whether every moment is wanted from now on. Until then a live camera may decode key frames only; with it come the
   * moments since the key frame before the last as well, after newer ones.
   */
  attend(closely: boolean): void
  /** How much may be spent on it from now on: less than `full` is decoded by key frames only, whoever attends. */
  spare(care: Care): void
  /** How it is decoded at present. */
  readonly decoding: Decoding
}

/**
 * The frames of a camera, to be iterated once.
 *
 * A clip that cannot be read throws `CameraUnreadableError`. So does a stream at `fast` pace; at `live` pace it is
 * tried again after 1 s, then 2 s, up to every 30 s, and its state says `failed` meanwhile. A camera whose pictures
 * are sent rests while none come, and skips what is no picture.
 */
export function openCamera(camera: Pick<Camera, 'id' | 'source'>, options: CameraOptions): CameraFrames {
  const leaving = new AbortController()
  const signal = AbortSignal.any([options.signal, leaving.signal])
  let decoding: Decoding = { mode: 'full', keyFrameMs: null }
  const live = liveFrames({
    fps: options.fps ?? defaultFps,
    maxSide: options.maxSide ?? defaultMaxSide,
    onDecoding: (next) => {
      decoding = next
    },
  })
  const frames = quietWhenAborted(framesOf(camera, { ...options, signal }, live), signal)
  const newest =
    options.pace === 'live'
      ? newestOf(frames, () => leaving.abort())
      : { dropped: 0, [Symbol.asyncIterator]: () => frames }
  return {
    get dropped() {
      return newest.dropped
    },
    get decoding() {
      return decoding
    },
    attend: live.attend,
    spare: live.spare,
    [Symbol.asyncIterator]: () => newest[Symbol.asyncIterator](),
  }
}

const defaultFps = 5
const defaultMaxSide = 640
const shortestPauseMs = 1000
const longestPauseMs = 30_000
const stallMs = 15_000
const clipStallMs = 2 * stallMs

function framesOf(
  { id, source }: Pick<Camera, 'id' | 'source'>,
  options: CameraOptions,
  live: LiveFrames,
): AsyncGenerator<Frame> {
  if ('push' in source) {
    const { signal, inbox, maxSide = defaultMaxSide } = options
    const play = (clip: string) => unstalled((ending) => live.of(clip, ending), clipStallMs, signal)
    return sentFrames(id, { signal, inbox, maxSide, play, tell: (state) => tell(options, state) })
  }
  if (options.pace === 'fast') return once(id, 'url' in source ? [source.url] : source.files, options)
  return 'url' in source ? stream(id, source, options, live) : scenes(id, source, options, live)
}

/** Each input once, on the media clock, one following the other. */
async function* once(id: string, inputs: readonly string[], options: CameraOptions): AsyncGenerator<Frame> {
  const { fps = defaultFps, maxSide = defaultMaxSide, startedAt = Date.now(), signal } = options
  const ffmpeg = await findFfmpeg()
  let count = 0
  tell(options, 'starting')
  for (const input of inputs) {
    const open = (signal: AbortSignal) => decode(input, { ffmpeg, fps, maxSide, realTime: false, signal })
    const pictures = readable(id, input, unstalled(open, clipStallMs, signal), options)
    for await (const { width, height, pixels } of pictures) {
      if (count === 0) tell(options, 'watching')
      yield { width, height, pixels, capturedAt: startedAt + Math.round((count * 1000) / fps) }
      count += 1
    }
  }
  tell(options, 'ended')
}

async function* scenes(
  id: string,
  source: ClipSource,
  options: CameraOptions,
  live: LiveFrames,
): AsyncGenerator<Frame> {
  tell(options, 'starting')
  await restUntil(Date.now() + source.afterMs, options)
  while (true) {
    const sceneAt = Date.now()
    let watching = false
    for (const file of source.files) {
      const frames = unstalled((signal) => live.of(file, signal), clipStallMs, options.signal)
      for await (const frame of readable(id, file, frames, options)) {
        if (!watching) tell(options, 'watching')
        watching = true
        yield frame
      }
    }
    if (source.everyMs !== null) await restUntil(sceneAt + source.everyMs, options)
    else if (source.play === 'once') break
  }
  tell(options, 'ended')
}

async function* stream(
  id: string,
  { url }: StreamSource,
  options: CameraOptions,
  live: LiveFrames,
): AsyncGenerator<Frame> {
  let pauseMs = shortestPauseMs
  tell(options, 'starting')
  for (let turn = 0; ; turn++) {
    let watching = false
    let problem = 'the stream ended'
    let input = url
    try {
      // Cameras stand in private networks; what no camera can be is refused.
      const opened = await pinned(url, 'private', turn)
      input = opened.input
      const frames = (signal: AbortSignal) => live.of(input, signal, opened.host)
      for await (const frame of unstalled(frames, stallMs, options.signal)) {
        if (!watching) tell(options, 'watching')
        watching = true
        pauseMs = shortestPauseMs
        yield frame
      }
    } catch (error) {
      if (!mayPass(error)) throw error
      problem = error.message
    }
    const { message } = unreadable(id, url, problem.replaceAll(input, url))
    tell(options, 'failed', { error: message, nextSceneAt: Date.now() + pauseMs })
    await sleep(pauseMs, undefined, { signal: options.signal })
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

/** What is told and tried again: an address that is refused now, or has no name, may be another later. */
const mayPass = (error: unknown): error is Error =>
  error instanceof DecodeError ||
  error instanceof AddressRefusedError ||
  (error as { syscall?: string }).syscall === 'getaddrinfo'

async function restUntil(at: number, options: CameraOptions): Promise<void> {
  const ms = at - Date.now()
  if (ms <= 0) return
  tell(options, 'resting', { nextSceneAt: at })
  await sleep(ms, undefined, { signal: options.signal })
}

/** The same, or a `CameraUnreadableError`, told as `failed` too. */
async function* readable<T>(
  id: string,
  input: string,
  from: AsyncIterable<T>,
  options: CameraOptions,
): AsyncGenerator<T> {
  try {
    yield* from
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    const error = unreadable(id, input, cause.message)
    tell(options, 'failed', { error: error.message })
    throw error
  }
}

/** ffmpeg repeats the address in its messages: no password may get from there into a log. */
function unreadable(id: string, input: string, problem: string): CameraUnreadableError {
  const shown = input.replace(/\/\/[^/@]*@/, '//')
  const detail = problem.replaceAll(`${input}: `, '').replaceAll(input, shown)
  return new CameraUnreadableError(id, shown, detail)
}

function tell(options: CameraOptions, state: CameraStatus['state'], more: Partial<CameraStatus> = {}): void {
  options.onState?.({ state, error: null, nextSceneAt: null, ...more })
}

async function* quietWhenAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  try {
    yield* source
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
