import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Box } from '../frame/box.ts'
import { clothingOfHolder } from './clothing.ts'
import { colourWord, type Rgb } from './colour-word.ts'

const holder: Box = { x: 100, y: 40, width: 60, height: 200 }
const pistol: Box = { x: 155, y: 100, width: 20, height: 14 }
const person = (box: Box) => ({ label: 'person', score: 0.8, box })

describe('What whoever holds a weapon wears', () => {
  const picture = street([
    [holder, [30, 60, 150], [200, 190, 40]],
    [{ ...holder, x: 400 }, [160, 30, 30], [20, 20, 20]],
  ])

  it('is told by the cloth of the one who holds it, not of others', () => {
    const seen = clothingOfHolder(picture, pistol, [person({ ...holder, x: 400 }), person(holder)])
    assert.deepEqual([seen?.above.en, seen?.below.en], ['blue', 'yellow'])
  })

  it('is not told when nobody holds it', () => {
    assert.equal(clothingOfHolder(picture, { ...pistol, x: 300 }, [person(holder)]), undefined)
    assert.equal(clothingOfHolder(picture, pistol, []), undefined)
  })

  it('is not told of somebody too small, lying, or cut off', () => {
    for (const box of [
      { x: 140, y: 80, width: 20, height: 50 },
      { x: 100, y: 60, width: 200, height: 80 },
      { x: 100, y: 158, width: 60, height: 200 },
      { x: 100, y: 0, width: 60, height: 200 },
      { x: 100, y: 20, width: 150, height: 300 },
    ])
      assert.equal(clothingOfHolder(picture, pistol, [person(box)]), undefined)
  })

  it('is not told by a picture without colours', () => {
    const infrared = street([[holder, [60, 60, 60], [200, 200, 200]]], 110)
    assert.equal(clothingOfHolder(infrared, pistol, [person(holder)]), undefined)
  })
})

it('A colour has the word that people use, in light and in shade', () => {
  const cases: readonly [Rgb, string][] = [
    [[12, 12, 14], 'black'],
    [[52, 52, 56], 'black'],
    [[128, 126, 130], 'grey'],
    [[235, 236, 232], 'white'],
    [[190, 30, 35], 'red'],
    [[70, 18, 20], 'red'],
    [[225, 120, 30], 'orange'],
    [[230, 205, 60], 'yellow'],
    [[40, 120, 60], 'green'],
    [[45, 80, 160], 'blue'],
    [[25, 35, 75], 'blue'],
    [[120, 60, 150], 'purple'],
    [[240, 170, 190], 'pink'],
    [[95, 62, 38], 'brown'],
    [[205, 190, 160], 'beige'],
  ]
  assert.deepEqual(
    cases.map(([colour]) => colourWord(colour).en),
    cases.map(([, word]) => word),
  )
})

/** A street of 640 by 360 with people in two colours: a head, what is worn above, and what below. */
function street(
  people: readonly (readonly [box: Box, above: Rgb, below: Rgb])[],
  head: number | Rgb = [210, 170, 140],
) {
  const [width, height] = [640, 360]
  const pixels = new Uint8Array(width * height * 3).fill(110)
  const skin = typeof head === 'number' ? [head, head, head] : head
  for (const [box, above, below] of people) {
    for (let y = 0; y < box.height; y++) {
      const colour = y < box.height * 0.15 ? skin : y < box.height / 2 ? above : below
      for (let x = 0; x < box.width; x++) pixels.set(colour, ((box.y + y) * width + box.x + x) * 3)
    }
  }
  return { width, height, pixels }
}
