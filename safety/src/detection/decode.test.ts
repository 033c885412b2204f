import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeYolox } from './decode.ts'

const model = { labels: ['fire', 'gun'], thresholds: { fire: 0.4, gun: 0.6 }, nms: { iou: 0.5 } }

describe('a yolox head', () => {
  it('gives boxes by centre and size, scored by objectness times label', () => {
    const [only] = decodeYolox(Float32Array.from([100, 80, 40, 20, 0.8, 0.75, 0]), model)
    assert.deepEqual(only?.box, { x: 80, y: 70, width: 40, height: 20 })
    assert.equal(only?.label, 'fire')
    assert.ok(Math.abs(only!.score - 0.6) < 1e-6)
  })

  it('keeps what reaches the threshold of its own label', () => {
    const output = Float32Array.from([...[10, 10, 4, 4, 1, 0.5, 0.5], ...[90, 90, 4, 4, 1, 0.3, 0.7]])
    assert.deepEqual(
      decodeYolox(output, model).map(({ label }) => label),
      ['gun', 'fire'],
    )
  })

  it('sees one thing once, and two labels in one place twice', () => {
    const output = Float32Array.from([...[50, 50, 20, 20, 1, 0.9, 0.8], ...[51, 50, 20, 20, 1, 0.7, 0]])
    assert.deepEqual(
      decodeYolox(output, model).map(({ label, score }) => [label, Number(score.toFixed(2))]),
      [
        ['fire', 0.9],
        ['gun', 0.8],
      ],
    )
  })

  it('of an empty street gives nothing', () => {
    assert.deepEqual(decodeYolox(new Float32Array(7 * 100), model), [])
  })
})
