import type { Frame } from '../frame/frame.ts'
import type { Care } from './city.ts'
import { decode, isFile, isMotionJpeg } from './decode.ts'
import { findFfmpeg } from './ffmpeg.ts'
import { type Decoding, type KeyFirst, keyFirst } from './key-first.ts'
import { mediaClock, playClock } from './media-clock.ts'
import { paceOf } from './pace.ts'
import { NoPacketsError, readPackets } from './packets.ts'
import { risingClock } from './rising-clock.ts'

/** The frames of one live camera, whatever file or address they come from at present. */
export interface LiveFrames {
  /**
   * `capturedAt` is the clock's. Throws `DecodeError`.
   *
   * @param host by which an HTTP server is asked, where `input` has its address in place of its name
   */
  of(input: string, signal: AbortSignal, host?: string): AsyncGenerator<Frame>
  /** Whether every moment is wanted from now on, or what key frames show will do. */
  attend(closely: boolean): void
  /** How much may be spent on it from now on. */
  spare(care: Care): void
}

export interface LiveFramesOptions {
  readonly fps: number
  readonly maxSide: number
  readonly onDecoding: (decoding: Decoding) => void
}

interface Opening {
  readonly ffmpeg: string
  readonly signal: AbortSignal
  readonly host: string | undefined
}

export function liveFrames(options: LiveFramesOptions): LiveFrames {
  /** Inputs of which it is known that ffmpeg decodes them, but cannot hand out their packets. */
  const withoutPackets = new Set<string>()
  let closely = false
  let current: KeyFirst | undefined
  let care: Care = 'full'

  async function* packetsDecoded(input: string, { ffmpeg, signal, host }: Opening): AsyncGenerator<Frame> {
    const clock = isFile(input) ? playClock() : mediaClock()
    async function* packets(whileTaken: AbortSignal) {
      for await (const packet of readPackets(input, { ffmpeg, realTime: true, signal: whileTaken, host })) {
        clock.note(packet.at, Date.now())
        yield packet
      }
    }
    current = keyFirst(packets, { ...options, ffmpeg, signal })
    current.attend(closely)
    current.spare(care)
    for await (const { at, beganAt, readAt, ...picture } of current.pictures) {
      const capturedAt = clock.toEpoch(at)
      yield { ...picture, capturedAt, passage: { dueAt: Math.min(capturedAt, beganAt), beganAt, readAt } }
    }
  }

  async function* plainlyDecoded(input: string, { ffmpeg, signal, host }: Opening): AsyncGenerator<Frame> {
    options.onDecoding({ mode: 'full', keyFrameMs: null })
    const now = risingClock()
    const dueAt = paceOf(options.fps)
    const pictures = decode(input, { ...options, ffmpeg, realTime: true, signal, host })
    for await (const { beganAt, readAt, ...picture } of pictures) {
      withoutPackets.add(input)
      yield { ...picture, capturedAt: now(), passage: { dueAt: dueAt(beganAt), beganAt, readAt } }
    }
  }

  return {
    async *of(input, signal, host) {
      const opening = { ffmpeg: await findFfmpeg(), signal, host }
      try {
        if (!withoutPackets.has(input) && !isMotionJpeg(input)) return yield* packetsDecoded(input, opening)
      } catch (error) {
        if (!(error instanceof NoPacketsError)) throw error
      } finally {
        current = undefined
      }
      yield* plainlyDecoded(input, opening)
    },
    attend(wanted) {
      closely = wanted
      current?.attend(wanted)
    },
    spare(wanted) {
      care = wanted
      current?.spare(wanted)
    },
  }
}
