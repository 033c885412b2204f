import { setTimeout as sleep } from 'node:timers/promises'
import { ImageUnreadableError } from '../frame/errors.ts'
import type { Frame } from '../frame/frame.ts'
import { decodeJpeg } from '../frame/jpeg.ts'
import type { Camera, ClipSource, StreamSource } from './city.ts'
import { DecodeError, decode } from './decode.ts'
import { CameraUnreadableError } from './errors.ts'
import { findFfmpeg } from './ffmpeg.ts'
import type { Inbox, SentPicture } from './inbox.ts'
import { type NewestIterable, newestOf } from './newest.ts'
import { paceOf } from './pace.ts'

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

/**
 * The frames of a camera, to be iterated once.
 *
 * A clip that cannot be read throws `CameraUnreadableError`. So does a stream at `fast` pace; at `live` pace it is
 * tried again after 1 s, then 2 s, up to every 30 s, and its state says `failed` meanwhile. A camera whose pictures
 * are sent rests while none come, and skips what is no picture.
 */
export function openCamera(
  camera: Pick<Camera, 'id' | 'source'>,
  options: CameraOptions,
): NewestIterable<Frame> {
  const leaving = new AbortController()
  const signal = AbortSignal.any([options.signal, leaving.signal])
  const frames = quietWhenAborted(framesOf(camera, { ...options, signal }), signal)
  if (options.pace === 'live') return newestOf(frames, () => leaving.abort())
  return { dropped: 0, [Symbol.asyncIterator]: () => frames }
}

const shortestPauseMs = 1000
const longestPauseMs = 30_000
/** A stream that shows nothing for so long is broken, though its connection may still stand. */
const stallMs = 15_000
/** Where pictures are sent, nobody sends any more when none came for so long. */
const silenceMs = 5000

function framesOf(camera: Pick<Camera, 'id' | 'source'>, options: CameraOptions): AsyncGenerator<Frame> {
  const { id, source } = camera
  if ('push' in source) return sent(id, options)
  if ('url' in source)
    return options.pace === 'live' ? stream(id, source, options) : once(id, [source.url], options)
  return options.pace === 'live' ? scenes(id, source, options) : once(id, source.files, options)
}

/** Each input once, on the media clock, one following the other. */
async function* once(id: string, inputs: readonly string[], options: CameraOptions): AsyncGenerator<Frame> {
  const { fps = 5, startedAt = Date.now() } = options
  let count = 0
  tell(options, 'starting')
  for (const input of inputs) {
    for await (const picture of readable(id, input, pictures(input, options), options)) {
      if (count === 0) tell(options, 'watching')
      yield { ...picture, capturedAt: startedAt + Math.round((count * 1000) / fps) }
      count += 1
    }
  }
  tell(options, 'ended')
}

async function* scenes(id: string, source: ClipSource, options: CameraOptions): AsyncGenerator<Frame> {
  const now = risingClock()
  tell(options, 'starting')
  await restUntil(Date.now() + source.afterMs, options)
  while (true) {
    const sceneAt = Date.now()
    let watching = false
    for (const file of source.files) {
      for await (const picture of readable(id, file, pictures(file, options), options)) {
        if (!watching) tell(options, 'watching')
        watching = true
        yield { ...picture, capturedAt: now() }
      }
    }
    if (source.everyMs !== null) await restUntil(sceneAt + source.everyMs, options)
    else if (source.play === 'once') break
  }
  tell(options, 'ended')
}

async function* stream(id: string, { url }: StreamSource, options: CameraOptions): AsyncGenerator<Frame> {
  let pauseMs = shortestPauseMs
  const now = risingClock()
  tell(options, 'starting')
  while (true) {
    let watching = false
    let problem = 'the stream ended'
    try {
      for await (const picture of pictures(url, options)) {
        if (!watching) tell(options, 'watching')
        watching = true
        pauseMs = shortestPauseMs
        yield { ...picture, capturedAt: now() }
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      problem = error.message
    }
    const { message } = unreadable(id, url, problem)
    tell(options, 'failed', { error: message, nextSceneAt: Date.now() + pauseMs })
    await sleep(pauseMs, undefined, { signal: options.signal })
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

/** Pictures as they are sent, and clips that are asked for in their place until the next is sent. */
async function* sent(id: string, options: CameraOptions): AsyncGenerator<Frame> {
  const { signal, inbox, maxSide = 640 } = options
  const now = risingClock()
  let state: CameraStatus['state'] = 'starting'
  const enter = (next: CameraStatus['state']) => {
    if (next !== state) tell(options, next)
    state = next
  }
  while (inbox !== undefined) {
    const next = await inbox.take(state === 'starting' ? 0 : silenceMs, signal)
    if (next === undefined) enter('resting')
    else if ('clip' in next) {
      for await (const picture of pictures(next.clip, options)) {
        enter('watching')
        yield { ...picture, capturedAt: now() }
        if (inbox.waiting) break
      }
      enter('resting')
    } else {
      const frame = await frameOf(id, next, maxSide)
      if (frame === undefined) continue
      enter('watching')
      yield { ...frame, capturedAt: now(next.at) }
    }
  }
}

/** `undefined` for what is no picture: whoever sends it may send a better one next. */
async function frameOf(id: string, { jpeg }: SentPicture, maxSide: number): Promise<Frame | undefined> {
  try {
    return await decodeJpeg(jpeg, { name: `A picture for ${id}`, maxSide })
  } catch (error) {
    if (error instanceof ImageUnreadableError) return undefined
    throw error
  }
}

/** The time of day, but never the same instant twice: a camera's frames are told apart by theirs. */
function risingClock(): (at?: number) => number {
  let last = 0
  return (at = Date.now()) => {
    last = Math.max(at, last + 1)
    return last
  }
}

async function restUntil(at: number, options: CameraOptions): Promise<void> {
  const ms = at - Date.now()
  if (ms <= 0) return
  tell(options, 'resting', { nextSceneAt: at })
  await sleep(ms, undefined, { signal: options.signal })
}

type UntimedFrame = Omit<Frame, 'capturedAt'>

async function* pictures(input: string, { signal, pace, fps = 5, maxSide = 640 }: CameraOptions) {
  const ffmpeg = await findFfmpeg()
  const isFile = !/^[a-z]+:\/\//.test(input)
  const stalled = new AbortController()
  const dueAt = paceOf(fps)
  const decoding = decode(input, {
    ffmpeg,
    fps,
    maxSide,
    realTime: pace === 'live',
    signal: AbortSignal.any([signal, stalled.signal]),
  })
  try {
    while (true) {
      // Only the wait counts: a taker may take its time between two pictures.
      const timer = setTimeout(() => stalled.abort(), isFile ? 2 * stallMs : stallMs)
      const next = await decoding.next().finally(() => clearTimeout(timer))
      if (next.done) return
      const { beganAt, readAt, ...picture } = next.value
      yield { ...picture, passage: { dueAt: dueAt(beganAt), beganAt, readAt } }
    }
  } catch (error) {
    if (stalled.signal.aborted) throw new DecodeError(`no picture came for ${stallMs / 1000} s`)
    throw error
  } finally {
    await decoding.return(undefined)
  }
}

/** The pictures, or a `CameraUnreadableError`, told as `failed` too. */
async function* readable(
  id: string,
  input: string,
  from: AsyncIterable<UntimedFrame>,
  options: CameraOptions,
): AsyncGenerator<UntimedFrame> {
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
