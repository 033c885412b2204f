import type { Box } from './box.ts'
import type { Frame } from './frame.ts'

/** A part of a frame as a frame. The box has whole numbers and lies within the frame. */
export function crop(frame: Pick<Frame, 'width' | 'height' | 'pixels'>, { x, y, width, height }: Box) {
  const pixels = new Uint8Array(width * height * 3)
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * frame.width + x) * 3
    pixels.set(frame.pixels.subarray(from, from + width * 3), row * width * 3)
  }
  return { width, height, pixels }
}
