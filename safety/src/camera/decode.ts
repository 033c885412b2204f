import { DecodeError, startFfmpeg } from './ffmpeg-process.ts'
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
  /** By which an HTTP server is asked, where `input` has its address in place of its name. */
  readonly host?: string | undefined
}

/**
 * The pictures of a file or address, in order, through an ffmpeg of its own. It is read only as fast as the
 * pictures are taken, and ends with the iteration, whichever way that ends.
 */
export async function* decode(input: string, options: DecodeOptions): AsyncGenerator<Picture> {
  const process = startFfmpeg(options.ffmpeg, ffmpegArguments(input, options), options)
  let pictures = 0
  try {
    for await (const picture of ppmFrames(process.stdout)) {
      pictures += 1
      yield picture
    }
    await process.succeeded()
    if (pictures === 0) throw new DecodeError(process.lastLine() ?? 'it holds no picture')
  } finally {
    await process.end()
  }
}

/** Only options that ffmpeg of 2018 knows as well as today's. */
function ffmpegArguments(
  input: string,
  { fps, maxSide, realTime, host }: Pick<DecodeOptions, 'fps' | 'maxSide' | 'realTime' | 'host'>,
): string[] {
  return [
    ...['-loglevel', 'error'],
    // One decoder thread is plenty at camera sizes, and eight cameras share the machine.
    ...['-threads', '1'],
    ...inputOptions(input, { realTime, host }),
    ...['-i', input],
    ...['-an', '-sn', '-dn'],
    ...['-vf', `fps=${fps},${shrunkTo(maxSide)}`],
    ...ppmOutput,
  ]
}

/** Pictures as binary PPM on the standard output. */
export const ppmOutput: readonly string[] = [
  ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'],
]

/** A filter that makes the longer side at most `maxSide` pixels. @param flags of the scaler */
export function shrunkTo(maxSide: number, flags = 'bicubic'): string {
  const shrink = `min(1,${maxSide}/max(iw,ih))`
  return `scale='max(2,trunc(iw*${shrink}))':'max(2,trunc(ih*${shrink}))':flags=${flags}`
}

export function inputOptions(
  input: string,
  { realTime, host }: Pick<DecodeOptions, 'realTime' | 'host'>,
): string[] {
  const only = [
    ...['-protocol_whitelist', protocolsOf(input)],
    ...(host === undefined ? [] : ['-headers', `Host: ${host}\r\n`]),
  ]
  if (/^rtsps?:/.test(input)) return [...only, '-rtsp_transport', 'tcp']
  // It carries no time of its own: a picture is of when it arrives.
  if (isMotionJpeg(input)) return [...only, '-use_wallclock_as_timestamps', '1']
  return realTime && isFile(input) ? [...only, '-re'] : only
}

/** What a stream may lead to: a playlist that comes over the network must name no file of this machine. */
function protocolsOf(input: string): string {
  const [, scheme = 'file'] = /^([a-z]+):\/\//.exec(input) ?? []
  switch (scheme) {
    case 'rtsp':
    case 'rtsps':
      return 'rtsp,rtsps,rtp,srtp,tcp,udp,tls,crypto'
    case 'rtmp':
      return 'rtmp,tcp'
    case 'http':
    case 'https':
      return 'http,https,tcp,tls,crypto,httpproxy'
    default:
      return 'file'
  }
}

export const isFile = (input: string): boolean => !/^[a-z]+:\/\//.test(input)

/** What comes over HTTP in no container is taken for it. */
export const isMotionJpeg = (input: string): boolean =>
  /^https?:/.test(input) && !/\.(m3u8|mpd|mp4|ts|mkv|flv)(\?|$)/.test(input)
