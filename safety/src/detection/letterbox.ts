import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import type { ModelInput } from './model.ts'

/** How a frame was fitted into a model's input. */
export interface Letterbox {
  /** `[1, 3, height, width]` float32, planes in the model's channel order (NCHW). */
  readonly tensor: Float32Array
  /** Model pixels per frame pixel. */
  readonly scale: number
  /** Border on the left (`x`) and on top (`y`), in model pixels. */
  readonly pad: { readonly x: number; readonly y: number }
}

/**
 * Fits the whole frame into the input, its shape kept. Shrinking averages every pixel an output pixel covers, as the
 * pictures were shrunk that the models learnt from; enlarging interpolates.
 */
export function letterbox(frame: Pick<Frame, 'width' | 'height' | 'pixels'>, input: ModelInput): Letterbox {
  const scale = Math.min(input.width / frame.width, input.height / frame.height)
  const width = Math.max(1, Math.round(frame.width * scale))
  const height = Math.max(1, Math.round(frame.height * scale))
  const centred = input.fit === 'centre'
  const x = centred ? Math.floor((input.width - width) / 2) : 0
  const y = centred ? Math.floor((input.height - height) / 2) : 0
  const tensor = emptyInput(input)
  writeResized(frame, { x, y, width, height }, input, tensor)
  return { tensor, scale, pad: { x, y } }
}

/** Maps a box from model pixels back to frame pixels. It may reach outside the frame. */
export function unletterbox(box: Box, { scale, pad }: Omit<Letterbox, 'tensor'>): Box {
  return {
    x: (box.x - pad.x) / scale,
    y: (box.y - pad.y) / scale,
    width: box.width / scale,
    height: box.height / scale,
  }
}

function emptyInput({ width, height, pad, scale, mean, std }: ModelInput): Float32Array {
  const tensor = new Float32Array(3 * width * height)
  for (let plane = 0; plane < 3; plane++) {
    const border = (pad * scale - mean[plane]!) / std[plane]!
    tensor.fill(border, plane * width * height, (plane + 1) * width * height)
  }
  return tensor
}

/** Writes the frame, resized to `place`, into the planes of the tensor: each row is made first, then cut to width. */
function writeResized(
  { width, height, pixels }: Pick<Frame, 'width' | 'height' | 'pixels'>,
  place: Box,
  input: ModelInput,
  tensor: Float32Array,
): void {
  const rows = taps(height, place.height)
  const columns = taps(width, place.width)
  const wide = new Float32Array(width * 3)
  const plane = input.width * input.height
  const order = input.channels === 'rgb' ? [0, 1, 2] : [2, 1, 0]
  for (let row = 0, rowTap = 0; row < place.height; row++) {
    wide.fill(0)
    for (let source = rows.starts[row]!, left = rows.counts[row]!; left > 0; source++, left--, rowTap++)
      addRow(wide, pixels, source * width * 3, rows.weights[rowTap]!)
    const out = (place.y + row) * input.width + place.x
    for (let channel = 0; channel < 3; channel++) {
      const gain = input.scale / input.std[channel]!
      const offset = -input.mean[channel]! / input.std[channel]!
      writeRow(wide, order[channel]!, columns, gain, offset, tensor, channel * plane + out)
    }
  }
}

function addRow(sum: Float32Array, pixels: Uint8Array, from: number, weight: number): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += pixels[from + index]! * weight
}

function writeRow(
  wide: Float32Array,
  colour: number,
  { starts, counts, weights }: Taps,
  gain: number,
  offset: number,
  tensor: Float32Array,
  out: number,
): void {
  for (let column = 0, tap = 0; column < starts.length; column++) {
    let sum = 0
    let at = starts[column]! * 3 + colour
    for (const end = tap + counts[column]!; tap < end; tap++, at += 3) sum += wide[at]! * weights[tap]!
    tensor[out + column] = sum * gain + offset
  }
}

/** For each output pixel along one side: where its input pixels begin, how many they are, and their weights. */
interface Taps {
  readonly starts: Uint32Array
  readonly counts: Uint32Array
  /** Those of all output pixels, one after the other; each output pixel's sum to 1. */
  readonly weights: Float32Array
}

function taps(from: number, to: number): Taps {
  const starts = new Uint32Array(to)
  const counts = new Uint32Array(to)
  const weights: number[] = []
  const step = from / to
  for (let index = 0; index < to; index++) {
    const own = step > 1 ? averaged(index * step, (index + 1) * step, from) : interpolated(index, step, from)
    starts[index] = own.start
    counts[index] = own.weights.length
    weights.push(...own.weights)
  }
  return { starts, counts, weights: Float32Array.from(weights) }
}

function averaged(begin: number, end: number, from: number): { start: number; weights: number[] } {
  const start = Math.floor(begin + 1e-9)
  const last = Math.min(from, Math.ceil(end - 1e-9))
  const weights: number[] = []
  for (let pixel = start; pixel < last; pixel++)
    weights.push((Math.min(pixel + 1, end) - Math.max(pixel, begin)) / (end - begin))
  return { start, weights }
}

function interpolated(index: number, step: number, from: number): { start: number; weights: number[] } {
  const centre = Math.min(from - 1, Math.max(0, (index + 0.5) * step - 0.5))
  const start = Math.floor(centre)
  const right = centre - start
  return right === 0 ? { start, weights: [1] } : { start, weights: [1 - right, right] }
}
