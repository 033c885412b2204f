import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { letterbox, unletterbox } from './letterbox.ts'
import type { ModelInput } from './model.ts'

const input: ModelInput = {
  name: 'images',
  width: 8,
  height: 8,
  channels: 'rgb',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  fit: 'top-left',
  pad: 114,
}

describe('a letterbox', () => {
  it('shrinks by averaging what each model pixel covers', () => {
    const { tensor, scale } = letterbox(
      grey(16, 8, (x) => (x % 2 === 0 ? 100 : 200)),
      input,
    )
    assert.equal(scale, 0.5)
    assert.deepEqual([...tensor.subarray(0, 8)], Array(8).fill(150))
  })

  it('weighs the pixels that an edge cuts through', () => {
    const { tensor } = letterbox(
      grey(12, 12, (x) => x * 10),
      input,
    )
    // The second of eight pixels covers 1.5 to 3 of twelve: half of pixel 1 and all of pixel 2.
    assert.ok(Math.abs(tensor[1]! - (0.5 * 10 + 20) / 1.5) < 1e-4)
  })

  it('enlarges by interpolation', () => {
    const { tensor, scale } = letterbox(
      grey(4, 4, (x) => x * 40),
      input,
    )
    assert.equal(scale, 2)
    assert.deepEqual([...tensor.subarray(0, 8)], [0, 10, 30, 50, 70, 90, 110, 120])
  })

  it('puts the frame at the top left or in the centre, and pads the rest', () => {
    const wide = grey(16, 8, () => 50)
    const topLeft = letterbox(wide, input)
    assert.deepEqual(topLeft.pad, { x: 0, y: 0 })
    assert.deepEqual([topLeft.tensor[3 * 8], topLeft.tensor[4 * 8]], [50, 114])

    const centred = letterbox(wide, { ...input, fit: 'centre' })
    assert.deepEqual(centred.pad, { x: 0, y: 2 })
    assert.deepEqual(
      [0, 2, 5, 6].map((row) => centred.tensor[row * 8]),
      [114, 50, 50, 114],
    )
  })

  it('writes planes in the model’s channel order, normalised by channel', () => {
    const frame = {
      width: 8,
      height: 8,
      pixels: Uint8Array.from({ length: 192 }, (_, index) => [10, 20, 30][index % 3]!),
    }
    const planes = (tensor: Float32Array) => [tensor[0], tensor[64], tensor[128]]
    assert.deepEqual(planes(letterbox(frame, input).tensor), [10, 20, 30])
    assert.deepEqual(planes(letterbox(frame, { ...input, channels: 'bgr' }).tensor), [30, 20, 10])
    const normalised = { ...input, scale: 0.5, mean: [1, 2, 3], std: [2, 4, 6] } as const
    assert.deepEqual(planes(letterbox(frame, normalised).tensor), [2, 2, 2])
  })

  it('of half the size averages four pixels, by channel', () => {
    const level = (x: number, y: number, colour: number) => (x * 73 + y * 151 + colour * 31) % 256
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, at) =>
      level(Math.floor(at / 3) % 16, Math.floor(at / 48), at % 3),
    )
    const halving = { ...input, channels: 'bgr', scale: 0.5, mean: [1, 2, 3], std: [2, 4, 8] } as const
    const { tensor } = letterbox({ width: 16, height: 16, pixels }, halving)
    for (const [plane, colour] of [2, 1, 0].entries()) {
      const four = level(6, 4, colour) + level(7, 4, colour) + level(6, 5, colour) + level(7, 5, colour)
      const expected = ((four / 4) * 0.5 - halving.mean[plane]!) / halving.std[plane]!
      assert.ok(Math.abs(tensor[plane * 64 + 2 * 8 + 3]! - expected) < 1e-4)
    }
  })

  it('writes over what a tensor held before', () => {
    const { tensor } = letterbox(
      grey(8, 8, () => 200),
      input,
    )
    assert.deepEqual(
      letterbox(
        grey(16, 8, () => 50),
        input,
        tensor,
      ).tensor,
      letterbox(
        grey(16, 8, () => 50),
        input,
      ).tensor,
    )
  })

  it('maps boxes back to where they were in the frame', () => {
    const frame = grey(640, 360, () => 0)
    const fitted = letterbox(frame, { ...input, width: 320, height: 320, fit: 'centre' })
    const box = unletterbox({ x: 50, y: 120, width: 10, height: 20 }, fitted)
    assert.deepEqual(box, { x: 100, y: 100, width: 20, height: 40 })
  })
})

function grey(width: number, height: number, level: (x: number, y: number) => number) {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels.fill(level(x, y), (y * width + x) * 3, (y * width + x + 1) * 3)
  return { width, height, pixels }
}
