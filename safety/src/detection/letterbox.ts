import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import type { ModelInput } from './model.ts'
import { writeResized } from './resize.ts'

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
 * Fits the whole frame into the input, its shape kept.
 * @param tensor one to write over, of a frame that was looked at before
 */
export function letterbox(
  frame: Pick<Frame, 'width' | 'height' | 'pixels'>,
  input: ModelInput,
  tensor: Float32Array = new Float32Array(3 * input.width * input.height),
): Letterbox {
  const scale = Math.min(input.width / frame.width, input.height / frame.height)
  const width = Math.max(1, Math.round(frame.width * scale))
  const height = Math.max(1, Math.round(frame.height * scale))
  const centred = input.fit === 'centre'
  const x = centred ? Math.floor((input.width - width) / 2) : 0
  const y = centred ? Math.floor((input.height - height) / 2) : 0
  fillPadding(tensor, input)
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

function fillPadding(tensor: Float32Array, { width, height, pad, scale, mean, std }: ModelInput): void {
  for (let plane = 0; plane < 3; plane++) {
    const border = (pad * scale - mean[plane]!) / std[plane]!
    tensor.fill(border, plane * width * height, (plane + 1) * width * height)
  }
}
