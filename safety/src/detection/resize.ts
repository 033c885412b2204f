import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import type { ModelInput } from './model.ts'

type Pixels = Pick<Frame, 'width' | 'height' | 'pixels'>

/** Where each of a pixel's colours goes, and what becomes of its level: `level x gain + offset`. */
interface Channel {
  /** Where its plane begins. */
  readonly plane: number
  readonly gain: number
  readonly offset: number
}

/**
 * Writes a frame, resized to `place`, into the planes of a model's input. Shrinking averages every pixel an output
 * pixel covers, as the pictures were shrunk that the models learnt from; enlarging interpolates.
 */
export function writeResized(frame: Pixels, place: Box, input: ModelInput, tensor: Float32Array): void {
  const [red, green, blue] = [0, 1, 2].map((colour): Channel => {
    const channel = input.channels === 'rgb' ? colour : 2 - colour
    const std = input.std[channel]!
    const plane = channel * input.width * input.height
    return { plane, gain: input.scale / std, offset: -input.mean[channel]! / std }
  }) as [Channel, Channel, Channel]
  const colours: Colours = { red, green, blue }
  if (frame.width === place.width * 2 && frame.height === place.height * 2)
    writeHalved(frame, place, input.width, colours, tensor)
  else writeByTaps(frame, place, input.width, colours, tensor)
}

interface Colours {
  readonly red: Channel
  readonly green: Channel
  readonly blue: Channel
}

/** Cameras' frames are mostly twice as large as the model's input: four pixels for each, twice as fast as by taps. */
function writeHalved(
  { width, pixels }: Pixels,
  place: Box,
  inputWidth: number,
  { red, green, blue }: Colours,
  tensor: Float32Array,
): void {
  const line = width * 3
  const [redGain, greenGain, blueGain] = [red.gain / 4, green.gain / 4, blue.gain / 4]
  for (let row = 0; row < place.height; row++) {
    let upper = row * 2 * line
    let lower = upper + line
    const first = (place.y + row) * inputWidth + place.x
    for (let out = first; out < first + place.width; out++, upper += 6, lower += 6) {
      const reds = pixels[upper]! + pixels[upper + 3]! + pixels[lower]! + pixels[lower + 3]!
      const greens = pixels[upper + 1]! + pixels[upper + 4]! + pixels[lower + 1]! + pixels[lower + 4]!
      const blues = pixels[upper + 2]! + pixels[upper + 5]! + pixels[lower + 2]! + pixels[lower + 5]!
      tensor[red.plane + out] = reds * redGain + red.offset
      tensor[green.plane + out] = greens * greenGain + green.offset
      tensor[blue.plane + out] = blues * blueGain + blue.offset
    }
  }
}

/** Each row is made first, then cut to width. */
function writeByTaps(
  { width, height, pixels }: Pixels,
  place: Box,
  inputWidth: number,
  { red, green, blue }: Colours,
  tensor: Float32Array,
): void {
  const rows = taps(height, place.height)
  const columns = taps(width, place.width)
  const wide = new Float32Array(width * 3)
  for (let row = 0, rowTap = 0; row < place.height; row++) {
    wide.fill(0)
    for (let source = rows.starts[row]!, left = rows.counts[row]!; left > 0; source++, left--, rowTap++)
      addRow(wide, pixels, source * width * 3, rows.weights[rowTap]!)
    const first = (place.y + row) * inputWidth + place.x
    for (let column = 0, tap = 0; column < place.width; column++) {
      let [reds, greens, blues] = [0, 0, 0]
      let at = columns.starts[column]! * 3
      for (const end = tap + columns.counts[column]!; tap < end; tap++, at += 3) {
        const weight = columns.weights[tap]!
        reds += wide[at]! * weight
        greens += wide[at + 1]! * weight
        blues += wide[at + 2]! * weight
      }
      tensor[red.plane + first + column] = reds * red.gain + red.offset
      tensor[green.plane + first + column] = greens * green.gain + green.offset
      tensor[blue.plane + first + column] = blues * blue.gain + blue.offset
    }
  }
}

function addRow(sum: Float32Array, pixels: Uint8Array, from: number, weight: number): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += pixels[from + index]! * weight
}

/** For each output pixel along one side: where its input pixels begin, how many they are, and their weights. */
interface Taps {
  readonly starts: Uint32Array
  readonly counts: Uint32Array
  /** Those of all output pixels, one after the other; each output pixel's sum to 1. */
  readonly weights: Float32Array
}

const tapsOf = new Map<string, Taps>()
const mostTaps = 64

/** A camera's frames are all of one size, so they are made once. */
function taps(from: number, to: number): Taps {
  const key = `${from}:${to}`
  const known = tapsOf.get(key)
  if (known !== undefined) return known
  if (tapsOf.size >= mostTaps) tapsOf.clear()
  const made = makeTaps(from, to)
  tapsOf.set(key, made)
  return made
}

function makeTaps(from: number, to: number): Taps {
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
