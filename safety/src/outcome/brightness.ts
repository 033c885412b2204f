import type { Frame } from '../frame/frame.ts'

/** Mean luminance (BT.601) of a picture, 0..1. */
export function brightness({ pixels }: Pick<Frame, 'pixels'>): number {
  let sum = 0
  // Every fourth pixel is enough for a mean.
  const step = 12
  let counted = 0
  for (let at = 0; at + 2 < pixels.length; at += step, counted++)
    sum += 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!
  return counted === 0 ? 0 : sum / counted / 255
}
