import sharp from 'sharp'
import { ImageUnreadableError } from './errors.ts'
import type { Frame } from './frame.ts'

/** The largest picture that travels inside an event. */
export const maxJpegBytes = 256 * 1024

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
    const image = sharp(bytes, { failOn: 'error' }).autoOrient().flatten().toColourspace('srgb').raw()
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
  const { format, width, height } = await sharp(bytes)
    .metadata()
    .catch((cause: Error) => {
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
