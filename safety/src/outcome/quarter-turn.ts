import type { Frame } from '../frame/frame.ts'
import type { Closeup } from './closeup.ts'

/** The frame lying on its side, as whoever lies in it sees it: turned to the right, or to the left. */
export function quarterTurn(frame: Frame, towards: 'right' | 'left'): Closeup {
  const { width, height } = frame
  const pixels = new Uint8Array(frame.pixels.length)
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 3) {
      const [column, row] = towards === 'right' ? [height - 1 - y, x] : [y, width - 1 - x]
      const to = (row * height + column) * 3
      pixels[to] = frame.pixels[from]!
      pixels[to + 1] = frame.pixels[from + 1]!
      pixels[to + 2] = frame.pixels[from + 2]!
    }
  }
  return {
    frame: { width: height, height: width, pixels, capturedAt: frame.capturedAt },
    toWhole: (box) => ({
      x: towards === 'right' ? box.y : width - box.y - box.height,
      y: towards === 'right' ? height - box.x - box.width : box.x,
      width: box.height,
      height: box.width,
    }),
  }
}
