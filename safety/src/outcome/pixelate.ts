import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'

/**
 * Replaces what is in the boxes by the means of blocks, in a new frame. At most `blocks` of them fit across the
 * shorter side of a box, and none is narrower than six pixels: what is left holds no more than those few
 * colours, and nothing can bring back the rest.
 */
export function pixelate(frame: Frame, boxes: readonly Box[], blocks: number): Frame {
  // Not `slice`: of a Buffer, as a decoder gives it, that is the same bytes.
  const pixels = new Uint8Array(frame.pixels)
  for (const box of boxes) {
    const left = clamp(Math.floor(box.x), frame.width)
    const top = clamp(Math.floor(box.y), frame.height)
    const right = clamp(Math.ceil(box.x + box.width), frame.width)
    const bottom = clamp(Math.ceil(box.y + box.height), frame.height)
    const size = Math.max(smallestBlock, Math.ceil(Math.min(right - left, bottom - top) / blocks))
    for (const [y0, y1] of spans(top, bottom, size)) {
      for (const [x0, x1] of spans(left, right, size)) average(pixels, frame.width, x0, y0, x1, y1)
    }
  }
  return { ...frame, pixels }
}

/** `onto` with what is in the boxes taken from `from`, in a new frame. */
export function copied(from: Frame, onto: Frame, boxes: readonly Box[]): Frame {
  const pixels = new Uint8Array(onto.pixels)
  for (const box of boxes) {
    const [left, right] = [
      clamp(Math.floor(box.x), onto.width),
      clamp(Math.ceil(box.x + box.width), onto.width),
    ]
    const [top, bottom] = [
      clamp(Math.floor(box.y), onto.height),
      clamp(Math.ceil(box.y + box.height), onto.height),
    ]
    for (let y = top; y < bottom; y++) {
      const at = (y * onto.width + left) * 3
      pixels.set(from.pixels.subarray(at, at + (right - left) * 3), at)
    }
  }
  return { ...onto, pixels }
}

const smallestBlock = 6

/** Cuts a length into equal parts of at least `size`; all of it in one part when it is shorter. */
function spans(from: number, to: number, size: number): [number, number][] {
  const length = to - from
  if (length <= 0) return []
  const parts = Math.max(1, Math.floor(length / size))
  return Array.from({ length: parts }, (_, part) => [
    from + Math.round((part * length) / parts),
    from + Math.round(((part + 1) * length) / parts),
  ])
}

function average(pixels: Uint8Array, width: number, x0: number, y0: number, x1: number, y1: number) {
  const sum = [0, 0, 0]
  for (let y = y0; y < y1; y++) {
    for (let x = x0, at = (y * width + x0) * 3; x < x1; x++, at += 3) {
      sum[0]! += pixels[at]!
      sum[1]! += pixels[at + 1]!
      sum[2]! += pixels[at + 2]!
    }
  }
  const count = (x1 - x0) * (y1 - y0)
  const mean = sum.map((channel) => Math.round(channel / count))
  for (let y = y0; y < y1; y++) {
    for (let x = x0, at = (y * width + x0) * 3; x < x1; x++, at += 3) pixels.set(mean, at)
  }
}

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, 0), limit)
}
