import { preciseNow } from '@bonghwa/platform/function'

/** An image as it comes out of the pipe. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** `[height, width, 3]` uint8, R, G, B; its own memory. */
  readonly pixels: Uint8Array
  /** Epoch milliseconds at which its first byte and its last one came. */
  readonly beganAt: number
  readonly readAt: number
}

/**
 * Cuts a stream of binary PPM images (`P6`, 8 bits) into pictures. The header carries the size, so nobody has to
 * know it beforehand. What is left of an image cut off at the end is dropped.
 */
export async function* ppmFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Picture> {
  let header = ''
  let picture: Omit<Picture, 'readAt'> | undefined
  let filled = 0
  for await (const chunk of chunks) {
    let at = 0
    while (at < chunk.length) {
      if (picture === undefined) {
        header += String.fromCharCode(chunk[at]!)
        at += 1
        picture = pictureOf(header)
        continue
      }
      const part = chunk.subarray(at, at + picture.pixels.length - filled)
      picture.pixels.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < picture.pixels.length) continue
      yield { ...picture, readAt: preciseNow() }
      header = ''
      picture = undefined
      filled = 0
    }
  }
}

function pictureOf(header: string): Omit<Picture, 'readAt'> | undefined {
  const size = /^P6\s(\d+)\s(\d+)\s255\s$/.exec(header)
  if (size !== null) {
    const [width, height] = [Number(size[1]), Number(size[2])]
    return { width, height, pixels: new Uint8Array(width * height * 3), beganAt: preciseNow() }
  }
  if (header.length > 40) throw new RangeError(`not a PPM header: ${JSON.stringify(header)}`)
  return undefined
}
