import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Frame } from '../frame/frame.ts'
import { closeup } from './closeup.ts'
import { quarterTurn } from './quarter-turn.ts'

/** 8 wide, 6 high, black but for the pixel at (5, 1). */
const dot: Frame = { width: 8, height: 6, pixels: new Uint8Array(8 * 6 * 3), capturedAt: 7 }
dot.pixels.fill(255, (1 * 8 + 5) * 3, (1 * 8 + 5) * 3 + 3)

/** Where the brightest pixel is. */
function brightest({ width, pixels }: Frame) {
  const at = pixels.indexOf(Math.max(...pixels)) / 3
  return { x: at % width, y: Math.floor(at / width), width: 1, height: 1 }
}

describe('Another look at a frame leads back to it', () => {
  it('from a part that is enlarged', () => {
    const seen = closeup(dot, { x: 4, y: 0, width: 4, height: 4 }, 3)
    assert.ok(seen)
    assert.deepEqual([seen.frame.width, seen.frame.height], [12, 12])
    const { x, y } = seen.toWhole(brightest(seen.frame))
    assert.deepEqual([Math.floor(x), Math.floor(y)], [5, 1])
  })

  it('from either side', () => {
    for (const towards of ['right', 'left'] as const) {
      const seen = quarterTurn(dot, towards)
      assert.deepEqual([seen.frame.width, seen.frame.height], [6, 8])
      assert.deepEqual(seen.toWhole(brightest(seen.frame)), { x: 5, y: 1, width: 1, height: 1 })
    }
    assert.deepEqual(brightest(quarterTurn(dot, 'right').frame), { x: 4, y: 5, width: 1, height: 1 })
  })

  it('but not from a part outside of it', () => {
    assert.equal(closeup(dot, { x: 20, y: 0, width: 4, height: 4 }, 2), undefined)
  })
})
