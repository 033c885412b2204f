import { PassThrough } from 'node:stream'
import type { Care } from './city.ts'
import type { Packet } from './flv.ts'
import { keyInterval } from './key-interval.ts'
import { type PacketDecoder, packetDecoder, type TimedPicture } from './packet-decoder.ts'
import { recentPackets } from './recent-packets.ts'

/** How a camera is decoded at present. */
export interface Decoding {
  readonly mode: 'key-frames' | 'full'
  /** Longest of the latest intervals between its key frames, in milliseconds; null while it is not known. */
  readonly keyFrameMs: number | null
}

export interface KeyFirst {
  /** In the order of time, but for those that an opening fetches from before. Throws what the packets throw. */
  readonly pictures: AsyncGenerator<TimedPicture>
  /** Whether every moment is wanted from now on. */
  attend(closely: boolean): void
  /** How much may be spent on it from now on. */
  spare(care: Care): void
}

export interface KeyFirstOptions {
  readonly ffmpeg: string
  /** Pictures per second while every moment is wanted. */
  readonly fps: number
  readonly maxSide: number
  readonly signal: AbortSignal
  readonly onDecoding?: (decoding: Decoding) => void
}

/** Key frames that follow one another sooner are not all looked at. */
const keySpacingMs: Readonly<Record<Care, number>> = { full: 400, 'key-frames': 400, sparse: 5000 }

/**
 * Decodes key frames only, as long as nobody attends closely: decoding is what cameras cost. Packets are kept since the
 * key frame before the last, so that what an opening asks for begins there: the moments between the last still picture
 * and the first that moved are seen too, a little late. A source whose key frames are too rare, or not known yet, is
 * decoded in full, unless it is to be spared.
 */
export function keyFirst(
  packets: (signal: AbortSignal) => AsyncIterable<Packet>,
  options: KeyFirstOptions,
): KeyFirst {
  const pictures = new PassThrough({ objectMode: true, highWaterMark: 64 })
  const leaving = new AbortController()
  const signal = AbortSignal.any([options.signal, leaving.signal])
  const recent = recentPackets()
  const interval = keyInterval()
  const given = new Set<number>()
  const atWork = new Set<Promise<void>>()
  let settings: Packet | undefined
  let [full, keyFrames]: [PacketDecoder | undefined, PacketDecoder | undefined] = [undefined, undefined]
  let [closely, latest, keyGivenAt, skipping] = [false, 0, Number.NEGATIVE_INFINITY, false]
  let told: Decoding | undefined
  let care: Care = 'full'

  function open(keyFramesOnly: boolean): PacketDecoder {
    const decoder = packetDecoder({ ...options, settings, keyFramesOnly, signal })
    const work = take(decoder).catch((error: Error) => void pictures.destroy(error))
    atWork.add(work)
    void work.then(() => atWork.delete(work))
    return decoder
  }

  async function take(decoder: PacketDecoder) {
    for await (const picture of decoder.pictures) {
      if (given.has(picture.at)) continue
      given.add(picture.at)
      if (given.size > 64) given.delete(given.values().next().value!)
      if (pictures.destroyed) return
      if (!pictures.write(picture)) await roomIn(pictures)
    }
  }

  const isFullWanted = (at: number) => care === 'full' && (closely || !interval.suffices(at))

  function decide() {
    if (full === undefined && isFullWanted(latest)) {
      full = open(false)
      skipping = false
      for (const packet of recent.all()) full.write(packet)
    }
    const now: Decoding = { mode: full ? 'full' : 'key-frames', keyFrameMs: interval.longestMs }
    if (now.mode !== told?.mode || now.keyFrameMs !== told.keyFrameMs) options.onDecoding?.(now)
    told = now
  }

  function decodeFully(decoder: PacketDecoder, packet: Packet) {
    // One that is behind goes on at a key frame, since what lies between depends on what it did not get.
    skipping = (skipping && !packet.key) || !decoder.write(packet)
    if (!packet.key || isFullWanted(packet.at)) return
    decoder.finish()
    full = undefined
    keyGivenAt = packet.at
  }

  function decodeKey(packet: Packet) {
    if (!packet.key || packet.at - keyGivenAt < keySpacingMs[care]) return
    keyFrames ??= open(true)
    if (keyFrames.write(packet)) keyGivenAt = packet.at
  }

  async function read() {
    for await (const packet of packets(signal)) {
      if (packet.kind === 'settings') {
        settings = packet
        full?.write(packet)
        keyFrames?.write(packet)
        continue
      }
      latest = packet.at
      if (packet.key) interval.note(packet.at)
      recent.add(packet)
      const opened = full === undefined
      decide()
      if (full !== undefined && !opened) decodeFully(full, packet)
      else if (full === undefined) decodeKey(packet)
    }
    full?.finish()
    keyFrames?.finish()
    await Promise.all(atWork)
    pictures.end()
  }

  return {
    pictures: (async function* () {
      const reading = read().catch((error: Error) => void pictures.destroy(error))
      try {
        yield* pictures as AsyncIterable<TimedPicture>
      } finally {
        leaving.abort()
        pictures.destroy()
        await reading
        await Promise.all(atWork)
      }
    })(),
    attend(wanted) {
      closely = wanted
      if (latest > 0 && full === undefined) decide()
    },
    spare(wanted) {
      care = wanted
      if (latest > 0 && full === undefined) decide()
    },
  }
}

const roomIn = (stream: PassThrough) =>
  new Promise<void>((resolve) => void stream.once('drain', resolve).once('close', resolve))
