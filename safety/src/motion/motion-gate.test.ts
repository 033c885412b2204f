import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Box } from '../frame/box.ts'
import type { Frame } from '../frame/frame.ts'
import { type MotionGate, motionGate } from './motion-gate.ts'

describe('the motion gate', () => {
  it('sees nothing in a still street, however noisy its sensor', () => {
    const gate = motionGate()
    for (let step = 0; step < 30; step++)
      assert.equal(gate.step(street({ noise: 8, seed: step })).moving, false)
  })

  it('sees a car that drives in, and where', () => {
    const gate = settled()
    const { moving, regions, changed } = gate.step(street({ car: { x: 300, y: 200, width: 80, height: 40 } }))

    assert.equal(moving, true)
    assert.equal(regions.length, 1)
    const [{ x, y, width, height }] = regions as [Box]
    assert.ok(
      Math.abs(x - 300) <= 8 &&
        Math.abs(y - 200) <= 8 &&
        Math.abs(width - 80) <= 16 &&
        Math.abs(height - 40) <= 16,
    )
    assert.ok(changed > 0.005 && changed < 0.03)
  })

  it('sees two things as two', () => {
    const motion = settled().step(
      street({
        car: { x: 80, y: 200, width: 80, height: 40 },
        person: { x: 500, y: 150, width: 20, height: 60 },
      }),
    )
    assert.equal(motion.regions.length, 2)
  })

  it('takes a sudden change of exposure for what it is', () => {
    for (const exposure of [
      { gain: 1.25, shift: 0 },
      { gain: 0.8, shift: -5 },
      { gain: 1, shift: 25 },
    ])
      assert.equal(settled().step(street(exposure)).moving, false)
  })

  it('knows that a lamp which is white already gets no brighter', () => {
    const lamp = { x: 300, y: 40, width: 60, height: 40 }
    const gate = motionGate()
    for (let step = 0; step < 5; step++) gate.step(street({ lamp }))
    assert.equal(gate.step(street({ lamp, gain: 1.25 })).moving, false)
    assert.equal(gate.step(street({ lamp: { ...lamp, y: 200 } })).moving, true)
  })

  it('sees a car through a change of exposure', () => {
    const motion = settled().step(street({ gain: 1.2, car: { x: 300, y: 200, width: 80, height: 40 } }))
    assert.equal(motion.regions.length, 1)
  })

  it('learns anew after a cut instead of calling all of it motion', () => {
    const gate = settled()
    const cut = gate.step(anotherStreet())
    assert.equal(cut.moving, false)
    assert.ok(cut.changed > 0.6)
    assert.equal(gate.step(anotherStreet()).moving, false)
  })

  it('ignores what moves under a mask', () => {
    const left = [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ] as const
    const gate = settled(motionGate({ masks: [left] }))
    assert.equal(gate.step(street({ car: { x: 100, y: 200, width: 80, height: 40 } })).moving, false)
    assert.equal(gate.step(street({ car: { x: 400, y: 200, width: 80, height: 40 } })).moving, true)
  })

  it('gets used to a car that has parked, but not within ten seconds', () => {
    const gate = settled()
    const parked = street({ car: { x: 300, y: 200, width: 80, height: 40 } })
    const moving = Array.from({ length: 400 }, () => gate.step(parked).moving)
    assert.equal(moving[50], true)
    assert.equal(moving.at(-1), false)
  })

  it('starts anew when the camera changes its size', () => {
    const gate = settled()
    assert.equal(gate.step({ ...street({}), width: 320, height: 720 }).moving, false)
  })
})

function settled(gate: MotionGate = motionGate()): MotionGate {
  for (let step = 0; step < 5; step++) gate.step(street({ noise: 3, seed: step }))
  return gate
}

interface Scene {
  readonly lamp?: Box
  readonly car?: Box
  readonly person?: Box
  readonly gain?: number
  readonly shift?: number
  readonly noise?: number
  readonly seed?: number
}

/** A road between house fronts, 640x360. */
const street = ({ car, person, lamp, gain = 1, shift = 0, noise = 0, seed = 1 }: Scene): Frame =>
  painted((x, y) => {
    const inBox = (box: Box | undefined) =>
      box !== undefined && x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height
    if (inBox(lamp)) return 245 * gain
    if (inBox(car)) return 200 * gain + shift
    if (inBox(person)) return 30 * gain + shift
    const facade = y < 120 ? 130 + 25 * Math.sin(x / 17) : 85 + 15 * Math.sin((x + y) / 31)
    return (
      facade * gain +
      shift +
      (noise === 0 ? 0 : (hash(x * 7919 + y * 104729 + seed * 1299709) - 0.5) * 2 * noise)
    )
  })

const anotherStreet = () => painted((x, y) => 128 + 100 * Math.sin(x / 40) * Math.cos(y / 25))

function painted(level: (x: number, y: number) => number): Frame {
  const [width, height] = [640, 360]
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) pixels.fill(Math.max(0, Math.min(255, level(x, y))), at, at + 3)
  return { width, height, pixels, capturedAt: 0 }
}

function hash(value: number): number {
  let bits = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39)
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32
}
