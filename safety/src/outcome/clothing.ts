import type { Title } from '../camera/place.ts'
import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import { holderOf } from '../incident/movement.ts'
import { colourWord, type Rgb } from './colour-word.ts'

/** Colours of what somebody wears. */
export interface Clothing {
  readonly above: Title
  readonly below: Title
}

/** A person of fewer pixels in height has too little cloth in the picture to name a colour. */
const smallest = 64

/**
 * What whoever holds the weapon wears: the person whose box, somewhat widened, holds the weapon's middle, the nearest of
 * several.
 *
 * @returns undefined where nobody holds it, the person is too small, lies, or is cut off, or the picture has no colours,
 *   as an infrared camera's at night
 */
export function clothingOfHolder(
  frame: Pick<Frame, 'width' | 'height' | 'pixels'>,
  weapon: Box,
  detections: readonly Detection[],
): Clothing | undefined {
  const holder = holderOf(weapon, detections)
  if (holder === undefined || !isWhole(holder, frame) || isGrey(frame)) return undefined
  const band = (from: number, to: number): Box => ({
    // The middle of a body: on both sides of it stand arms and background.
    x: holder.x + holder.width * 0.35,
    width: holder.width * 0.3,
    y: holder.y + holder.height * from,
    height: holder.height * (to - from),
  })
  const above = medianColour(frame, band(0.22, 0.42))
  const below = medianColour(frame, band(0.58, 0.82))
  return above === undefined || below === undefined
    ? undefined
    : { above: colourWord(above), below: colourWord(below) }
}

/** Stands in the picture from head to foot, with room to spare: of a close-up, the bands would be of something else. */
function isWhole({ y, width, height }: Box, frame: Pick<Frame, 'height'>): boolean {
  const edge = frame.height * 0.01
  const inside = y > edge && y + height < frame.height - edge && height <= frame.height * 0.8
  return inside && height >= smallest && height >= width * 1.7
}

/** Its channels differ by less than 2 % on the mean. */
function isGrey({ pixels }: Pick<Frame, 'pixels'>): boolean {
  const step = 3 * 16
  let chroma = 0
  for (let at = 0; at + 2 < pixels.length; at += step) {
    const colour = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
    chroma += Math.max(...colour) - Math.min(...colour)
  }
  return chroma / Math.ceil(pixels.length / step) < 255 * 0.02
}

/** The median of each channel, which a few pixels of something else do not move. */
function medianColour(
  { width, height, pixels }: Pick<Frame, 'width' | 'height' | 'pixels'>,
  { x, y, ...size }: Box,
): Rgb | undefined {
  const [left, right] = [Math.max(0, Math.floor(x)), Math.min(width, Math.ceil(x + size.width))]
  const [top, bottom] = [Math.max(0, Math.floor(y)), Math.min(height, Math.ceil(y + size.height))]
  if (bottom <= top || right <= left) return undefined
  const channels: [number[], number[], number[]] = [[], [], []]
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const at = (row * width + column) * 3
      for (const [channel, values] of channels.entries()) values.push(pixels[at + channel]!)
    }
  }
  const [red, green, blue] = channels.map((values) => values.sort((a, b) => a - b)[values.length >> 1]!)
  return [red!, green!, blue!]
}
