import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Detection } from '../detection/detection.ts'
import type { Box } from '../frame/box.ts'
import { type Movement, movementOf, movementOfHolder } from './movement.ts'
import type { Observation } from './observation.ts'

const frame = { width: 640, height: 360 }
const person: Box = { x: 300, y: 100, width: 50, height: 150 }

/** Boxes five times a second, each shaken by up to a pixel and a half as a detector shakes them. */
const walk = (frames: number, { x = 0, growth = 0 }: { x?: number; growth?: number } = {}) =>
  Array.from({ length: frames }, (_, index) => {
    const seconds = index / 5
    const scale = 1 + growth * seconds
    const shake = [1.5, -1.5, 0.5, -1, 1][index % 5]!
    const [width, height] = [person.width * scale + shake, person.height * scale - shake]
    const feet = 245 + 60 * growth * seconds
    return { at: index * 200, box: { x: person.x + x * seconds + shake, y: feet - height, width, height } }
  })

describe('How somebody moves', () => {
  const cases: [string, Parameters<typeof walk>, Movement | null][] = [
    ['to the left', [6, { x: -90 }], 'left'],
    ['to the right, within three frames', [3, { x: 90 }], 'right'],
    ['closer', [8, { growth: 0.15 }], 'nearer'],
    ['away', [8, { growth: -0.15 }], 'farther'],
    ['to a side rather than closer', [8, { x: 90, growth: 0.12 }], 'right'],
    ['not at all', [10], 'still'],
    ['too shortly to be told from standing', [4], null],
    ['too little to be told either way', [10, { x: 20 }], null],
  ]
  for (const [how, walked, movement] of cases)
    it(how, () => assert.equal(movementOf(walk(...walked), frame), movement))

  it('is not told by the height of somebody whom the edge of the picture cuts off', () => {
    const entering = walk(8, { growth: 0.2 }).map(({ at, box }) => ({ at, box: { ...box, y: 0 } }))
    assert.equal(movementOf(entering, frame), null)
  })

  it('is not that of an arm which is raised, to the side or overhead', () => {
    const aside = walk(8).map(({ at, box }, index) => {
      const reach = Math.max(0, index - 3) * 25
      return { at, box: { ...box, x: box.x - reach, width: box.width + reach } }
    })
    assert.equal(movementOf(aside, frame), 'still')
    const overhead = walk(8).map(({ at, box }, index) => {
      const reach = Math.max(0, index - 3) * 12
      return { at, box: { ...box, y: box.y - reach, height: box.height + reach } }
    })
    assert.notEqual(movementOf(overhead, frame), 'nearer')
  })

  it('is that of whoever holds what was seen, and of nobody else', () => {
    const [holder, other] = [walk(8, { x: 90 }), walk(8, { x: -90 })]
    const weaponAt = ({ x, y }: Box): Box => ({ x: x + 45, y: y + 60, width: 20, height: 14 })
    const history = holder.map(({ at, box }, index): Observation => {
      const passing = { ...other[index]!.box, x: other[index]!.box.x - 150 }
      const detections: Detection[] = [
        { label: 'gun', score: 0.8, box: weaponAt(box) },
        { label: 'person', score: 0.8, box: passing },
        { label: 'person', score: 0.8, box },
      ]
      return { camera: 'north', capturedAt: at, ...frame, detections, evidence: '', traceparent: '' }
    })
    const observation = history[5]!
    const seen = (box: Box) => ({ observation, suspect: { label: 'gun' as const, score: 0.8, box } })
    assert.equal(movementOfHolder(history, seen(observation.detections[0]!.box)), 'right')
    assert.equal(movementOfHolder(history, seen({ x: 5, y: 5, width: 20, height: 14 })), null)
  })
})
