import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { iou } from './iou.ts'
import { decodeJpeg, encodeJpeg } from './jpeg.ts'

describe('a frame as a JPEG', () => {
  it('comes back with its size, its colours and its instant', async () => {
    const frame = { width: 64, height: 48, pixels: filled(64, 48, () => [200, 100, 50]), capturedAt: 0 }
    const back = await decodeJpeg(await encodeJpeg(frame), { capturedAt: 1234 })

    assert.deepEqual(
      [back.width, back.height, back.capturedAt, back.pixels.length],
      [64, 48, 1234, 64 * 48 * 3],
    )
    for (const [channel, level] of [200, 100, 50].entries())
      assert.ok(Math.abs(back.pixels[channel]! - level) <= 4)
  })

  it('stays within the bytes allowed, giving up quality and then size', async () => {
    const noise = filled(640, 360, () => [Math.random() * 255, Math.random() * 255, Math.random() * 255])
    const bytes = await encodeJpeg({ width: 640, height: 360, pixels: noise }, { maxBytes: 20_000 })

    assert.ok(bytes.length <= 20_000)
    const { width, height } = await decodeJpeg(bytes)
    assert.ok(width < 640 && Math.abs(width / height - 640 / 360) < 0.05)
  })

  it('that is no picture is refused by name', async () => {
    await assert.rejects(decodeJpeg(new TextEncoder().encode('not a picture'), { name: 'gate.jpg' }), {
      code: 'BONGHWA_IMAGE_UNREADABLE',
      message: /^gate\.jpg cannot be read as a picture: .*Give it a whole JPEG/,
    })
  })

  it('cut off in the middle is refused too', async () => {
    const whole = await encodeJpeg({
      width: 64,
      height: 48,
      pixels: filled(64, 48, (x, y) => [x * 4, y * 5, x ^ y]),
    })
    await assert.rejects(decodeJpeg(whole.subarray(0, whole.length / 2)), {
      code: 'BONGHWA_IMAGE_UNREADABLE',
    })
  })
})

describe('intersection over union', () => {
  it('is 1 for the same box, 0 for boxes apart, and a third for half an overlap', () => {
    const box = { x: 10, y: 10, width: 20, height: 20 }
    assert.equal(iou(box, box), 1)
    assert.equal(iou(box, { ...box, x: 30 }), 0)
    assert.ok(Math.abs(iou(box, { ...box, x: 20 }) - 1 / 3) < 1e-9)
  })
})

function filled(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly number[],
): Uint8Array {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels.set(colour(x, y), (y * width + x) * 3)
  return pixels
}
