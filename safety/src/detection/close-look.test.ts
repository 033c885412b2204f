import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closeLooking } from './close-look.ts'
import type { Detection } from './detection.ts'
import type { Detector } from './detector.ts'

const street = { width: 640, height: 360, pixels: new Uint8Array(640 * 360 * 3) }
const options = { labels: ['gun'], suspicion: 0.2, looks: 2, enlarged: {} }

describe('a detector that looks closely', () => {
  it('looks again at a small thing it only suspects, and puts the box where it is in the frame', async () => {
    const { detector, sizes } = detectorOf((whole) => (whole ? [gun(0.3, 400, 200)] : [gun(0.7, 155, 150)]))
    const found = await closeLooking(detector, options).detect(street)

    assert.deepEqual(sizes, ['640x360', '320x320'])
    // The square begins at 250, 40: the suspect in its middle, the frame's edge allowing.
    assert.deepEqual(found, [gun(0.7, 405, 190)])
  })

  it('looks once when it suspects nothing, or is sure', async () => {
    for (const first of [[], [gun(0.8, 400, 200)], [{ ...gun(0.3, 0, 0), label: 'person' }]]) {
      const { detector, sizes } = detectorOf((whole) => (whole ? first : []))
      const found = await closeLooking(detector, options).detect(street)
      assert.equal(sizes.length, 1)
      assert.deepEqual(
        found,
        first.filter(({ score }) => score >= 0.5),
      )
    }
  })

  it('enlarges what is told to be, and not what shows enough already', async () => {
    for (const [side, shown] of [
      [40, '100x100'],
      [10, '64x64'],
    ] as const) {
      const small = { ...gun(0.3, 400, 200), box: { x: 400, y: 200, width: side, height: side } }
      const { detector, sizes } = detectorOf((whole) => (whole ? [small] : [gun(0.7, 20, 30)]))
      await closeLooking(detector, { ...options, enlarged: { gun: 2.5 } }).detect(street)
      assert.deepEqual(sizes, ['640x360', shown])
    }
  })

  it('gives what reaches the thresholds that it is asked for, though the model’s own are higher', async () => {
    const hint = { ...gun(0.35, 0, 0), label: 'accident' }
    const { detector } = detectorOf(() => [hint])
    const found = await closeLooking(detector, options).detect(street, {
      gun: 0.5,
      person: 0.5,
      accident: 0.3,
    })
    assert.deepEqual(found, [hint])
  })

  it('does not look again at what is large, nor at a frame hardly larger than the model sees', async () => {
    const large = { ...gun(0.3, 100, 100), box: { x: 100, y: 100, width: 300, height: 90 } }
    const first = detectorOf((whole) => (whole ? [large] : []))
    await closeLooking(first.detector, options).detect(street)
    assert.equal(first.sizes.length, 1)

    const second = detectorOf(() => [gun(0.3, 100, 100)])
    await closeLooking(second.detector, options).detect({
      width: 400,
      height: 300,
      pixels: new Uint8Array(360_000),
    })
    assert.equal(second.sizes.length, 1)
  })

  it('looks at things side by side once, and at no more places than allowed', async () => {
    const together = detectorOf((whole) => (whole ? [gun(0.3, 400, 200), gun(0.25, 440, 210)] : []))
    await closeLooking(together.detector, options).detect(street)
    assert.equal(together.sizes.length, 2)

    const apart = detectorOf((whole) =>
      whole ? [gun(0.3, 10, 10), gun(0.25, 320, 10), gun(0.2, 630, 10)] : [],
    )
    await closeLooking(apart.detector, { ...options, looks: 1 }).detect(street)
    assert.equal(apart.sizes.length, 2)
  })
})

const gun = (score: number, x: number, y: number): Detection => ({
  label: 'gun',
  score,
  box: { x, y, width: 20, height: 10 },
})

/** Sees what it is told to, and notes the size of each frame it was shown. */
function detectorOf(see: (whole: boolean) => Detection[]) {
  const sizes: string[] = []
  const input = { width: 320, height: 320 }
  const detector = {
    model: { input, thresholds: { gun: 0.5, person: 0.5, accident: 0.5 }, nms: { iou: 0.5 } },
    async detect({ width, height }: { width: number; height: number }, thresholds: Record<string, number>) {
      sizes.push(`${width}x${height}`)
      return see(sizes.length === 1).filter(({ label, score }) => score >= thresholds[label]!)
    },
  }
  return { detector: detector as unknown as Detector, sizes }
}
