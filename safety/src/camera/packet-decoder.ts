import { ppmOutput, shrunkTo } from './decode.ts'
import { startFfmpeg } from './ffmpeg-process.ts'
import { flvHeader, type Packet } from './flv.ts'
import { type Picture, ppmFrames } from './ppm-frames.ts'

/** A picture, and when it is shown in milliseconds of the source's own clock. */
export interface TimedPicture extends Picture {
  readonly at: number
}

/** Makes pictures of packets that are written to it one by one, each as soon as it is in. */
export interface PacketDecoder {
  /** False when it is so far behind that the packet was not taken. */
  write(packet: Packet): boolean
  /** No more packets will come. */
  finish(): void
  /** In order. Ends after `finish`; whoever leaves early ends the decoder. Throws `DecodeError`. */
  readonly pictures: AsyncGenerator<TimedPicture>
}

export interface PacketDecoderOptions {
  readonly ffmpeg: string
  /** The newest settings of the stream. */
  readonly settings: Packet | undefined
  /** It will get key frames only: each comes out at once, and cheaper, its block edges unsmoothed. */
  readonly keyFramesOnly: boolean
  /** At most so many pictures per second of the source's own time. */
  readonly fps: number
  readonly maxSide: number
  readonly signal: AbortSignal
}

/** Coded bytes that may wait for a decoder: some seconds of a camera. */
const mostWaiting = 8 * 1024 * 1024
/** After so long without having read all that it was given, it gets no more: else a busy machine sees everything ever later. */
const longestBehindMs = 4_000

export function packetDecoder(options: PacketDecoderOptions): PacketDecoder {
  const { ffmpeg, settings, signal } = options
  const times = pictureTimes()
  const process = startFfmpeg(ffmpeg, decoderArguments(options), { signal, reads: true, onLine: times.note })
  const stdin = process.stdin!
  let evenAt = performance.now()
  stdin.write(flvHeader)
  if (settings !== undefined) stdin.write(settings.bytes)
  return {
    write({ bytes }) {
      const now = performance.now()
      if (stdin.writableLength === 0) evenAt = now
      if (stdin.writableLength > mostWaiting || now - evenAt > longestBehindMs) return false
      stdin.write(bytes)
      return true
    },
    finish: () => void stdin.end(),
    pictures: (async function* () {
      try {
        for await (const picture of ppmFrames(process.stdout)) yield { ...picture, at: await times.next() }
        await process.succeeded()
      } finally {
        await process.end()
      }
    })(),
  }
}

/** Only options that ffmpeg of 2018 knows as well as today's. */
function decoderArguments({ keyFramesOnly, fps, maxSide }: PacketDecoderOptions): string[] {
  // The last picture let through was of an earlier n-th of a second.
  const due = `isnan(prev_selected_t)+gt(floor(t*${fps}+0.001)\\,floor(prev_selected_t*${fps}+0.001))`
  return [
    ...['-loglevel', 'info', '-nostats'],
    ...['-threads', '1'],
    // Key frames wait for no reordering, and what is only looked at for motion may keep its block edges.
    ...(keyFramesOnly ? ['-skip_frame', 'nokey', '-flags', 'low_delay', '-skip_loop_filter', 'all'] : []),
    ...['-probesize', '32', '-analyzeduration', '0', '-copyts'],
    ...['-f', 'flv', '-i', 'pipe:0'],
    // Numbered anew after their times were told, so that none is doubled or dropped for its time's sake.
    ...[
      '-vf',
      [
        ...(keyFramesOnly ? [] : [`select='${due}'`]),
        // The same scaler for both: another one's edges would be motion to the gate.
        shrunkTo(maxSide, 'bilinear'),
        'showinfo',
        'setpts=N/(25*TB)',
      ].join(','),
    ],
    ...['-r', '25', ...ppmOutput],
  ]
}

/** The instants that ffmpeg's filter `showinfo` tells, one for each picture, in milliseconds. */
function pictureTimes() {
  const told: number[] = []
  let waiting: ((at: number) => void) | undefined
  return {
    note(line: string): boolean {
      const [, seconds] = /^\[Parsed_showinfo\S* @ .*? pts_time:\s*(-?[\d.]+)/.exec(line) ?? []
      if (seconds !== undefined) {
        const at = Math.round(Number(seconds) * 1000)
        if (waiting === undefined) told.push(at)
        else waiting(at)
        waiting = undefined
      }
      // All but its times is at this level no complaint.
      return seconds !== undefined
    },
    next: (): Promise<number> =>
      new Promise((resolve) => {
        const at = told.shift()
        if (at === undefined) waiting = resolve
        else resolve(at)
      }),
  }
}
