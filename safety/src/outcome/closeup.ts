import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'

/** A frame or a part of it seen otherwise, and the way back from there. */
export interface Closeup {
  readonly frame: Frame
  /** From its pixels to pixels of the whole. */
  toWhole(box: Box): Box
}

/**
 * Cuts out what of `part` lies in the frame and enlarges it, or makes it smaller (bilinear).
 *
 * @param scale pixels of the close-up per pixel of the frame
 * @returns undefined when nothing of it lies in the frame
 */
export function closeup(frame: Frame, part: Box, scale: number): Closeup | undefined {
  const left = Math.max(0, Math.floor(part.x))
  const top = Math.max(0, Math.floor(part.y))
  const right = Math.min(frame.width, Math.ceil(part.x + part.width))
  const bottom = Math.min(frame.height, Math.ceil(part.y + part.height))
  if (right <= left || bottom <= top) return undefined
  const width = Math.round((right - left) * scale)
  const height = Math.round((bottom - top) * scale)
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    const sy = clamp(top + (y + 0.5) / scale - 0.5, top, bottom - 1)
    const y0 = Math.floor(sy)
    const y1 = Math.min(y0 + 1, bottom - 1)
    const fy = sy - y0
    for (let x = 0; x < width; x++) {
      const sx = clamp(left + (x + 0.5) / scale - 0.5, left, right - 1)
      const x0 = Math.floor(sx)
      const x1 = Math.min(x0 + 1, right - 1)
      const fx = sx - x0
      for (let channel = 0; channel < 3; channel++, to++) {
        const at = (column: number, row: number) => frame.pixels[(row * frame.width + column) * 3 + channel]!
        const upper = at(x0, y0) * (1 - fx) + at(x1, y0) * fx
        const lower = at(x0, y1) * (1 - fx) + at(x1, y1) * fx
        pixels[to] = upper * (1 - fy) + lower * fy + 0.5
      }
    }
  }
  return {
    frame: { width, height, pixels, capturedAt: frame.capturedAt },
    toWhole: (box) => ({
      x: left + box.x / scale,
      y: top + box.y / scale,
      width: box.width / scale,
      height: box.height / scale,
    }),
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
