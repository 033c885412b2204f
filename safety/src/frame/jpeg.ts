import sharp from 'sharp'
import { ImageUnreadableError } from './errors.ts'
import type { Frame } from './frame.ts'

/** The largest picture that travels inside an event. */
export const maxJpegBytes = 256 * 1024

/** Of a picture that is read: 8K and a half. A file of a few kilobytes may claim to hold ten thousand times that. */
const mostPixels = 50_000_000

export interface DecodeJpegOptions {
  /** Epoch milliseconds; 0 when absent. */
  readonly capturedAt?: number
  /** Names the picture in an error. */
  readonly name?: string
  /** Longer sides are scaled down to this, in pixels. */
  readonly maxSide?: number
}

/** The pixels of a JPEG (PNG and WebP are read too), upright. Throws `ImageUnreadableError` for anything else. */
export async function decodeJpeg(
  bytes: Uint8Array,
  { capturedAt = 0, name = 'The picture', maxSide }: DecodeJpegOptions = {},
): Promise<Frame> {
  try {
    refuseOtherFormats(bytes)
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels })
      .autoOrient()
      .flatten()
      .toColourspace('srgb')
      .raw()
    if (maxSide !== undefined)
      image.resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    const { data, info } = await image.toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, pixels: data, capturedAt }
  } catch (cause) {
    throw new ImageUnreadableError(name, (cause as Error).message.replace(/[.\s]+$/, ''), { cause })
  }
}

/** What a JPEG's header says of its size in pixels; nothing is decoded. Throws `ImageUnreadableError` for anything else. */
export async function jpegSize(
  bytes: Uint8Array,
  name = 'The picture',
): Promise<{ readonly width: number; readonly height: number }> {
  const { format, width, height } = await metadataOf(bytes).catch((cause: Error) => {
    throw new ImageUnreadableError(name, cause.message.replace(/[.\s]+$/, ''), { cause })
  })
  if (format !== 'jpeg') throw new ImageUnreadableError(name, `it is a ${format} and no JPEG`)
  return { width, height }
}

/**
 * A JPEG of at most `maxBytes`. Quality gives way first, then size: a frame too rich for 256 kB comes out smaller
 * than it went in, so whoever needs its size reads it from the JPEG.
 */
export async function encodeJpeg(
  frame: Pick<Frame, 'width' | 'height' | 'pixels'>,
  { maxBytes = maxJpegBytes }: { readonly maxBytes?: number } = {},
): Promise<Uint8Array> {
  for (let width = frame.width; width >= 16; width = Math.round(width * 0.7)) {
    for (const quality of qualities) {
      const raw = { width: frame.width, height: frame.height, channels: 3 } as const
      const image = sharp(frame.pixels, { raw })
      if (width < frame.width) image.resize({ width })
      const bytes = await image.jpeg({ quality }).toBuffer()
      if (bytes.length <= maxBytes) return bytes
    }
  }
  throw new RangeError(`no JPEG of ${frame.width}x${frame.height} fits into ${maxBytes} bytes`)
}

const qualities = [85, 70, 50]

/**
 * The same picture with nothing in it but its pixels: no place, no camera, no thumbnail from before it was cropped. One
 * that has none of these is given back as it is.
 */
export async function bareJpeg(bytes: Uint8Array): Promise<Uint8Array> {
  if (!hasMetadata(bytes)) return bytes
  return encodeJpeg(await decodeJpeg(bytes), { maxBytes: Number.POSITIVE_INFINITY })
}

async function metadataOf(bytes: Uint8Array) {
  refuseOtherFormats(bytes)
  return sharp(bytes, { limitInputPixels: mostPixels }).metadata()
}

/** The library reads formats that can name files and addresses, such as SVG; they are not for pictures of strangers. */
function refuseOtherFormats(bytes: Uint8Array): void {
  const text = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (/^\xff\xd8\xff|^\x89PNG|^RIFF....WEBP/s.test(text)) return
  throw new Error('it is neither a JPEG nor a PNG nor a WebP')
}

/** Whether a segment of its header says more than how its pixels are to be read. Source: ITU-T T.81, annex B. */
function hasMetadata(bytes: Uint8Array): boolean {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0
    if (marker === startOfScan) return false
    if ((marker > jfif && marker <= lastApplication) || marker === comment) return true
    at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
  }
  // It is not a JPEG as we know it.
  return true
}

const [startOfScan, jfif, lastApplication, comment] = [0xda, 0xe0, 0xef, 0xfe]
